import Ledger
import Metering

extension ReadingCollector.Baseline {
    /// What the chain will have of a register once the outbox has gone through; nil where it will have nothing.
    ///
    /// - Parameters:
    ///   - booked: what it has now.
    ///   - position: of the register in the roster.
    ///   - queued: readings that wait, oldest first. Those of an earlier roster go out over this one; what the chain has
    ///     booked of them already counts once.
    ///   - version: the roster's.
    init?(
        _ booked: ReadingCollector.Baseline?, at position: Int, after queued: [Readings], of version: UInt32,
        intervalSeconds: Int64
    ) {
        var baseline = booked
        for readings in queued where readings.rosterVersion <= version && position < readings.count {
            for (index, interval) in readings.intervals.enumerated() {
                let end = readings.end(of: index, intervalSeconds: intervalSeconds)
                if let boundary = baseline?.boundary, boundary >= end { continue }
                baseline =
                    Self.value(after: baseline, interval, position).map { .init(boundary: end, value: $0) } ?? baseline
            }
        }
        guard let baseline else { return nil }
        self = baseline
    }

    /// The register at an interval's end; nil where nothing was read that it can be known from.
    private static func value(
        after baseline: ReadingCollector.Baseline?, _ interval: IntervalReadings, _ position: Int
    ) -> Int64? {
        if let exception = interval.exception(at: position) {
            return exception.kind == .suspect ? (baseline?.value ?? 0) + exception.value : exception.value
        }
        guard let increment = interval.increments[position] else { return nil }
        return baseline.map { $0.value + Int64(clamping: increment) }
    }
}
