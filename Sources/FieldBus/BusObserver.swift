import Metering
import ModbusProtocol
import Platform

/// Where the bus thread leaves what it did: bounded streams and counters that any thread may read.
final class BusObserver: Sendable {
    /// Samples and events that wait for a slow reader; older ones are dropped and counted.
    private static let sampleLimit = 1024
    private static let eventLimit = 1024
    /// Exchanges kept for each unit.
    private static let traceLimit = 16

    let samples: AsyncStream<DeviceSample>
    let events: AsyncStream<BusEvent>
    private let sampleContinuation: AsyncStream<DeviceSample>.Continuation
    private let eventContinuation: AsyncStream<BusEvent>.Continuation
    private let world: any BusWorld
    private let onSample: (@Sendable (DeviceSample) -> Void)?
    private let onExchange: (@Sendable (LineRecord) -> Void)?
    private let traces = Guarded<[UInt8: [LineRecord]]>([:])
    private let counters: Guarded<BusStatistics>

    init(
        _ configuration: BusConfiguration, _ world: any BusWorld, onSample: (@Sendable (DeviceSample) -> Void)?,
        onExchange: (@Sendable (LineRecord) -> Void)?
    ) {
        self.world = world
        self.onExchange = onExchange
        self.onSample = onSample
        (self.samples, self.sampleContinuation) = AsyncStream.makeStream(
            bufferingPolicy: .bufferingNewest(Self.sampleLimit))
        (self.events, self.eventContinuation) = AsyncStream.makeStream(
            bufferingPolicy: .bufferingNewest(Self.eventLimit))
        self.counters = Guarded(BusStatistics(configuration))
    }

    func publish(_ sample: DeviceSample) {
        if let onSample { return onSample(sample) }
        guard case .dropped = self.sampleContinuation.yield(sample) else { return }
        self.count { $0.droppedSamples += 1 }
    }

    func tell(_ kind: BusEvent.Kind, _ place: BusPlace) {
        let event = BusEvent(place: place, kind: kind, monotonicNanoseconds: self.world.now)
        guard case .dropped = self.eventContinuation.yield(event) else { return }
        self.count { $0.droppedEvents += 1 }
    }

    func count(_ change: (inout BusStatistics) -> Void) { self.counters.withLock { change(&$0) } }

    func count(_ device: Int, _ change: (inout DeviceStatistics) -> Void) {
        self.counters.withLock { change(&$0.devices[device]) }
    }

    /// Keeps `record` among the last exchanges with its unit.
    func remember(_ record: LineRecord) {
        self.onExchange?(record)
        self.traces.withLock { traces in
            if traces[record.unit, default: []].count >= Self.traceLimit { traces[record.unit]?.removeFirst() }
            traces[record.unit, default: []].append(record)
        }
    }

    func trace(of unit: UInt8) -> [LineRecord] { self.traces.withLock { $0[unit] ?? [] } }

    func statistics() -> BusStatistics { self.counters.withLock { $0 } }

    func finish() {
        self.sampleContinuation.finish()
        self.eventContinuation.finish()
    }
}
