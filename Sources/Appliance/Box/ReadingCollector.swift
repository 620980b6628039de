import Ledger
import Metering

/// Gathers the boundary values of a box's roster into one ``Readings`` for each interval.
///
/// Pure: values and the time come in, records go out. A record goes out once every position has its value, or when the
/// time for collecting is over; what is missing then is left out and comes as an absolute value with a later interval,
/// so that no energy is lost across a gap.
struct ReadingCollector: Sendable {
    /// What the chain, or the outbox before it, has last of one register.
    struct Baseline: Hashable, Sendable {
        var boundary: UTCTime
        var value: Int64
    }

    let rosterVersion: UInt32
    let intervalSeconds: Int64
    let collectionSeconds: Int64
    private var baselines: [Baseline?]
    private var waiting: [[UTCTime: Sample]]
    /// The end of the last interval that went out, or before which nothing is wanted.
    private var through: UTCTime

    /// One register's value at a boundary.
    struct Sample: Hashable, Sendable {
        var value: Int64
        var quality: Quality
        /// Set where the register does not continue from the value before.
        var discontinuity: ReadingExceptionKind?
    }

    /// - Parameters:
    ///   - baselines: one for each roster position.
    ///   - start: intervals that end at or before this time are not collected.
    init(
        rosterVersion: UInt32, intervalSeconds: Int64, collectionSeconds: Int64, baselines: [Baseline?], start: UTCTime
    ) {
        self.rosterVersion = rosterVersion
        self.intervalSeconds = intervalSeconds
        self.collectionSeconds = collectionSeconds
        self.baselines = baselines
        self.waiting = Array(repeating: [:], count: baselines.count)
        self.through = start.floored(toMultipleOf: intervalSeconds)
    }

    /// The positions of the roster.
    var count: Int { self.baselines.count }

    /// Adds a position's value at a boundary; one for an interval that has gone out is dropped, its energy comes with the next.
    mutating func add(_ sample: Sample, at boundary: UTCTime, position: Int) {
        guard boundary > self.through, self.waiting.indices.contains(position) else { return }
        self.waiting[position][boundary] = sample
    }

    /// The records that are complete or overdue, oldest first.
    mutating func ready(now: UTCTime) -> [Readings] {
        var records: [Readings] = []
        while true {
            let end = self.through.adding(seconds: self.intervalSeconds)
            let isComplete = !self.waiting.isEmpty && self.waiting.allSatisfy { $0[end] != nil }
            guard isComplete || now >= end.adding(seconds: self.collectionSeconds) else { return records }
            if let record = self.record(end) { records.append(record) }
            self.through = end
            // After days without power there is nothing to visit in the intervals between.
            if self.waiting.allSatisfy(\.isEmpty) {
                let idle = now.adding(seconds: -self.collectionSeconds).floored(toMultipleOf: self.intervalSeconds)
                self.through = max(self.through, idle)
            }
        }
    }

    private mutating func record(_ end: UTCTime) -> Readings? {
        var increments: [UInt64?] = []
        var exceptions: [ReadingException] = []
        for position in self.waiting.indices {
            let sample = self.waiting[position].removeValue(forKey: end)
            self.waiting[position] = self.waiting[position].filter { $0.key > end }
            guard let sample, sample.quality != .missing else {
                increments.append(nil)
                continue
            }
            let increment = self.increment(sample, position, end)
            increments.append(increment)
            if increment == nil {
                exceptions.append(
                    ReadingException(
                        index: UInt32(position), kind: self.exception(sample, position), value: sample.value))
            }
            self.baselines[position] = Baseline(boundary: end, value: sample.value)
        }
        guard increments.contains(where: { $0 != nil }) || !exceptions.isEmpty else { return nil }
        return Readings(
            rosterVersion: self.rosterVersion, intervalEnd: end, increments: increments, exceptions: exceptions)
    }

    /// The plain increment; nil where the value has to stand as an exception.
    private func increment(_ sample: Sample, _ position: Int, _ end: UTCTime) -> UInt64? {
        guard sample.quality == .valid, sample.discontinuity == nil, let baseline = self.baselines[position],
            baseline.boundary == end.adding(seconds: -self.intervalSeconds), sample.value >= baseline.value
        else { return nil }
        return UInt64(sample.value - baseline.value)
    }

    private func exception(_ sample: Sample, _ position: Int) -> ReadingExceptionKind {
        if let discontinuity = sample.discontinuity { return discontinuity }
        if let baseline = self.baselines[position], sample.value < baseline.value { return .reset }
        switch sample.quality {
        case .estimated: return .estimated
        case .substituted: return .substituted
        case .valid, .suspect, .missing: return .absolute
        }
    }
}
