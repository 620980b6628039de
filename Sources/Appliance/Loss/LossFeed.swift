import Metering
import Platform
import Storage

/// What the lines tell the loss watch: the first value of each quantity in each interval, as long as the clock is sure.
///
/// Never waits: where the watch is behind, the oldest values go.
final class LossFeed: Sendable {
    private static let mostWaiting = 1 << 16

    let samples: AsyncStream<TelemetrySample>
    private let waiting: AsyncStream<TelemetrySample>.Continuation
    private let picker: Guarded<LossPicker>
    let isClockSure: @Sendable () -> Bool

    /// - Parameter intervals: in seconds, of each meter that is watched.
    init(intervals: [String: Int64], isClockSure: @escaping @Sendable () -> Bool) {
        (self.samples, self.waiting) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(Self.mostWaiting))
        self.picker = Guarded(LossPicker(intervals: intervals))
        self.isClockSure = isClockSure
    }

    /// - Parameter time: of a monotonic stamp.
    func take(_ readings: [Reading], of label: String, time: (Int64) -> UTCTime) {
        guard self.picker.withLock({ $0.isWatched(label) }), self.isClockSure() else { return }
        for reading in readings {
            guard let value = TelemetryValue(reading) else { continue }
            self.take(
                TelemetrySample(
                    meter: label, quantity: value.quantity, time: time(reading.monotonicNanoseconds),
                    value: value.value))
        }
    }

    func take(_ sample: TelemetrySample) {
        if self.picker.withLock({ $0.picks(sample) }) { self.waiting.yield(sample) }
    }

    /// Ends ``samples`` when it is read to its end.
    func finish() { self.waiting.finish() }
}

/// Picks the first value of each quantity of a meter in each interval.
struct LossPicker: Sendable {
    private struct Key: Hashable {
        var meter: String
        var quantity: ObisCode
    }

    private let intervals: [String: Int64]
    private var last: [Key: UTCTime] = [:]

    /// - Parameter intervals: in seconds, of each meter that is watched.
    init(intervals: [String: Int64]) { self.intervals = intervals }

    func isWatched(_ meter: String) -> Bool { self.intervals[meter] != nil }

    mutating func picks(_ sample: TelemetrySample) -> Bool {
        guard let seconds = self.intervals[sample.meter] else { return false }
        let interval = sample.time.floored(toMultipleOf: seconds)
        // Another one, also where the clock was set back.
        return self.last.updateValue(interval, forKey: Key(meter: sample.meter, quantity: sample.quantity)) != interval
    }
}
