import Metering
import ModbusProtocol
import Platform

/// Where the bus thread leaves what it did: bounded streams and counters that any thread may read.
final class BusObserver: Sendable {
    /// Samples and events that wait for a slow reader; older ones are dropped and counted.
    private static let sampleLimit = 1024
    private static let eventLimit = 1024

    /// What the line discipline thinks of a unit after an exchange.
    struct UnitState {
        let latency: Int64?
        let timeout: Int64
        let nextProbe: Int64?
    }

    private struct State {
        var statistics: BusStatistics
        var traces: [UInt8: ExchangeRing] = [:]
    }

    let samples: AsyncStream<DeviceSample>
    let events: AsyncStream<BusEvent>
    private let sampleContinuation: AsyncStream<DeviceSample>.Continuation
    private let eventContinuation: AsyncStream<BusEvent>.Continuation
    private let world: any BusWorld
    private let onSample: (@Sendable (DeviceSample) -> Void)?
    private let onExchange: (@Sendable (LineRecord) -> Void)?
    private let places: [String: Int]
    private let state: Guarded<State>

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
        self.places = Dictionary(uniqueKeysWithValues: configuration.devices.enumerated().map { ($1.name, $0) })
        self.state = Guarded(State(statistics: BusStatistics(configuration)))
    }

    /// Hands over what a sweep by schedule brought.
    func publish(_ sample: DeviceSample) {
        if let device = self.places[sample.device] {
            let isEmpty = sample.texts.isEmpty && sample.readings.allSatisfy { $0.quality == .missing }
            let now = self.world.now
            self.state.withLock { $0.statistics.devices[device].swept(isEmpty: isEmpty, at: now) }
        }
        if let onSample { return onSample(sample) }
        guard case .dropped = self.sampleContinuation.yield(sample) else { return }
        self.count { $0.droppedSamples += 1 }
    }

    func tell(_ kind: BusEvent.Kind, _ place: BusPlace) {
        let event = BusEvent(place: place, kind: kind, monotonicNanoseconds: self.world.now)
        guard case .dropped = self.eventContinuation.yield(event) else { return }
        self.count { $0.droppedEvents += 1 }
    }

    func count(_ change: (inout BusStatistics) -> Void) { self.state.withLock { change(&$0.statistics) } }

    func count(_ device: Int, _ change: (inout DeviceStatistics) -> Void) {
        self.state.withLock { change(&$0.statistics.devices[device]) }
    }

    /// An exchange with a device of the bus is over: everything about it under one lock.
    ///
    /// - Parameter idle: how long the line lay unused before it; nil where nobody polled.
    func finished(
        _ record: LineRecord, _ tally: ExchangeTally, _ device: Int, isSerial: Bool, idle: Int64?, state: UnitState
    ) {
        self.onExchange?(record)
        self.state.withLock { all in
            all.traces[record.unit, default: ExchangeRing()].add(record)
            all.statistics.add(tally, of: device)
            all.statistics.devices[device].latencyNanoseconds = state.latency
            all.statistics.devices[device].timeoutNanoseconds = state.timeout
            all.statistics.devices[device].nextProbeNanoseconds = state.nextProbe
            if isSerial { all.statistics.addCharacters(of: record) }
            guard let idle else { return }
            all.statistics.idleNanoseconds += idle
            all.statistics.longestIdleNanoseconds = max(all.statistics.longestIdleNanoseconds, idle)
        }
    }

    /// A question of a tool that the line was lent to is over.
    func lent(_ record: LineRecord, isSerial: Bool) {
        self.onExchange?(record)
        self.state.withLock { all in
            all.traces[record.unit, default: ExchangeRing()].add(record)
            all.statistics.loans += 1
            all.statistics.lentNanoseconds += record.endNanoseconds - record.sentNanoseconds
            all.statistics.busyNanoseconds += record.endNanoseconds - record.sentNanoseconds
            if isSerial { all.statistics.addCharacters(of: record) }
        }
    }

    /// The last exchanges with a unit, oldest first.
    func trace(of unit: UInt8) -> [LineRecord] { self.state.withLock { $0.traces[unit]?.records ?? [] } }

    func statistics() -> BusStatistics { self.state.withLock { $0.statistics } }

    func finish() {
        self.sampleContinuation.finish()
        self.eventContinuation.finish()
    }
}
