import Metering
import ModbusProtocol
import Platform

/// Where the bus thread leaves what it did: bounded streams and counters that any thread may read.
final class BusObserver: Sendable {
    /// Samples and events that wait for a slow reader; older ones are dropped and counted.
    private static let sampleLimit = 1024
    private static let eventLimit = 1024
    private static let restNanoseconds: Int64 = 1_000_000
    let samples: AsyncStream<DeviceSample>
    let events: AsyncStream<BusEvent>
    private let queue: SampleQueue
    private let eventContinuation: AsyncStream<BusEvent>.Continuation
    private let world: any BusWorld
    private let onSample: (@Sendable (DeviceSample) -> Void)?
    private let onExchange: (@Sendable (LineRecord) -> Void)?
    private let state: Guarded<State>

    private struct State {
        var statistics: BusStatistics
        /// By unit.
        var traces = [ExchangeTrace](repeating: ExchangeTrace(), count: 256)
    }

    init(
        _ configuration: BusConfiguration, _ world: any BusWorld, onSample: (@Sendable (DeviceSample) -> Void)?,
        onExchange: (@Sendable (LineRecord) -> Void)?
    ) {
        self.world = world
        self.onExchange = onExchange
        self.onSample = onSample
        // A serial line is slow enough for a reader to see each sample at once.
        let queue = SampleQueue(
            limit: Self.sampleLimit, restNanoseconds: configuration.transport.socket == nil ? 0 : Self.restNanoseconds)
        self.queue = queue
        self.samples = AsyncStream(unfolding: { await queue.next() }, onCancel: { queue.finish() })
        (self.events, self.eventContinuation) = AsyncStream.makeStream(
            bufferingPolicy: .bufferingNewest(Self.eventLimit))
        self.state = Guarded(State(statistics: BusStatistics(configuration)))
    }

    /// Counts of devices that stay as they were go on.
    func adopt(_ configuration: BusConfiguration) {
        self.state.withLock { state in
            let before = state.statistics.devices
            state.statistics.devices = configuration.devices.map { device in
                before.first { $0.device == device.name && $0.unit == device.unit } ?? DeviceStatistics(device)
            }
        }
    }

    func publish(_ sample: DeviceSample, at now: Int64) {
        if let onSample { return onSample(sample) }
        guard !self.queue.add(sample, at: now) else { return }
        self.count { $0.droppedSamples += 1 }
    }

    /// Whoever reads samples is to have all of them now: the next may be long in coming.
    func flush() { self.queue.flush(at: self.world.now) }

    func tell(_ kind: BusEvent.Kind, _ place: BusPlace) {
        let event = BusEvent(place: place, kind: kind, monotonicNanoseconds: self.world.now)
        guard case .dropped = self.eventContinuation.yield(event) else { return }
        self.count { $0.droppedEvents += 1 }
    }

    func count(_ change: (inout BusStatistics) -> Void) { self.state.withLock { change(&$0.statistics) } }

    func count(_ device: Int, _ change: (inout DeviceStatistics) -> Void) {
        self.state.withLock { change(&$0.statistics.devices[device]) }
    }

    /// Keeps `record` among the last exchanges with its unit, and counts it: one lock for all that an exchange changes.
    func remember(_ record: LineRecord, _ change: (inout BusStatistics) -> Void = { _ in }) {
        self.onExchange?(record)
        self.state.withLock { state in
            state.traces[Int(record.unit)].add(record)
            change(&state.statistics)
        }
    }

    func trace(of unit: UInt8) -> [LineRecord] { self.state.withLock { $0.traces[Int(unit)].records } }

    func statistics() -> BusStatistics { self.state.withLock { $0.statistics } }

    func finish() {
        self.queue.finish()
        self.eventContinuation.finish()
    }
}
