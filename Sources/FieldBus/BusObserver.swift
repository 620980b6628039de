import Platform

/// Where the bus thread leaves what it did: bounded streams and counters that any thread may read.
final class BusObserver: Sendable {
    /// Samples and events that wait for a slow reader; older ones are dropped and counted.
    private static let sampleLimit = 1024
    private static let eventLimit = 1024

    let samples: AsyncStream<DeviceSample>
    let events: AsyncStream<BusEvent>
    private let sampleContinuation: AsyncStream<DeviceSample>.Continuation
    private let eventContinuation: AsyncStream<BusEvent>.Continuation
    private let counters: Guarded<BusStatistics>

    init(_ configuration: BusConfiguration) {
        (self.samples, self.sampleContinuation) = AsyncStream.makeStream(
            bufferingPolicy: .bufferingNewest(Self.sampleLimit))
        (self.events, self.eventContinuation) = AsyncStream.makeStream(
            bufferingPolicy: .bufferingNewest(Self.eventLimit))
        self.counters = Guarded(BusStatistics(configuration))
    }

    func publish(_ sample: DeviceSample) {
        guard case .dropped = self.sampleContinuation.yield(sample) else { return }
        self.count { $0.droppedSamples += 1 }
    }

    func tell(_ kind: BusEvent.Kind, _ place: BusPlace) {
        let event = BusEvent(place: place, kind: kind, monotonicNanoseconds: MonotonicClock.nanoseconds)
        guard case .dropped = self.eventContinuation.yield(event) else { return }
        self.count { $0.droppedEvents += 1 }
    }

    func count(_ change: (inout BusStatistics) -> Void) { self.counters.withLock { change(&$0) } }

    func count(_ device: Int, _ change: (inout DeviceStatistics) -> Void) {
        self.counters.withLock { change(&$0.devices[device]) }
    }

    func statistics() -> BusStatistics { self.counters.withLock { $0 } }

    func finish() {
        self.sampleContinuation.finish()
        self.eventContinuation.finish()
    }
}
