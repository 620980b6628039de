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
        /// The register on the chain stands where the new run counts from, not where the meter was at the boundary.
        var isOrigin = false
    }

    let rosterVersion: UInt32
    let intervalSeconds: Int64
    let collectionSeconds: Int64
    private var baselines: [Baseline?]
    private var waiting: [[UTCTime: Sample]]
    /// Breaks that the chain has not been told of, or not wholly.
    private var splices: [Splice?]
    /// The end of the last interval that went out, or before which nothing is wanted.
    private var through: UTCTime

    /// One register's value at a boundary.
    struct Sample: Hashable, Sendable {
        var value: Int64
        var quality: Quality
        /// Set where the register does not continue from the value before.
        var splice: Splice?
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
        self.splices = Array(repeating: nil, count: baselines.count)
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
            let entry = self.entry(sample, position, end)
            switch entry {
            case .increment(let increment): increments.append(increment)
            case .exception(let kind, let value):
                increments.append(nil)
                exceptions.append(ReadingException(index: UInt32(position), kind: kind, value: value))
            }
        }
        guard increments.contains(where: { $0 != nil }) || !exceptions.isEmpty else { return nil }
        return Readings(
            rosterVersion: self.rosterVersion, intervalEnd: end, increments: increments, exceptions: exceptions)
    }
}

extension ReadingCollector {
    /// What the chain is told of one position and interval.
    private enum Entry {
        case increment(UInt64)
        case exception(ReadingExceptionKind, Int64)
    }

    private mutating func entry(_ sample: Sample, _ position: Int, _ end: UTCTime) -> Entry {
        if let next = sample.splice { self.splices[position] = self.splices[position]?.then(next) ?? next }
        guard let baseline = self.baselines[position], let splice = self.splices[position] else {
            self.splices[position] = nil
            defer { self.baselines[position] = Baseline(boundary: end, value: sample.value) }
            return Self.plain(sample, self.baselines[position], end, interval: self.intervalSeconds)
        }
        return self.spliced(sample, splice, position, baseline, end)
    }

    private static func plain(_ sample: Sample, _ baseline: Baseline?, _ end: UTCTime, interval: Int64) -> Entry {
        guard let baseline else { return .exception(Self.absolute(sample.quality), sample.value) }
        // Nothing shows what was counted: the register starts again, and nothing is invented.
        guard sample.value >= baseline.value else { return .exception(.replaced, sample.value) }
        guard sample.quality == .valid, !baseline.isOrigin, baseline.boundary == end.adding(seconds: -interval) else {
            return .exception(Self.absolute(sample.quality), sample.value)
        }
        return .increment(UInt64(sample.value - baseline.value))
    }

    private static func absolute(_ quality: Quality) -> ReadingExceptionKind {
        switch quality {
        case .estimated: .estimated
        case .substituted: .substituted
        case .valid, .suspect, .missing: .absolute
        }
    }

    /// An interval has one entry, and a break may need several: first the end of the old run, then where the new one
    /// counts from, then its register. What is still to tell goes with the intervals after this one.
    private mutating func spliced(
        _ sample: Sample, _ splice: Splice, _ position: Int, _ baseline: Baseline, _ end: UTCTime
    ) -> Entry {
        var splice = splice
        if splice.isRollover(from: baseline.value, to: sample.value) {
            self.told(position, end, sample.value)
            return .exception(.rollover, sample.value)
        }
        if splice.origin < 0 {
            // An end that the chain does not know: to the end, and from there as a cleared register.
            let top = Int64(clamping: Int128(splice.lastGood) - Int128(splice.origin))
            splice = Splice(kind: .reset, lastGood: top, origin: 0)
        }
        if splice.lastGood > baseline.value {
            self.splices[position] = splice
            self.baselines[position] = Baseline(boundary: end, value: splice.lastGood)
            return .exception(.substituted, splice.lastGood)
        }
        if splice.kind == .reset, splice.origin == 0 {
            self.told(position, end, sample.value)
            return .exception(.reset, sample.value)
        }
        self.told(position, end, splice.origin, isOrigin: splice.origin != sample.value)
        return .exception(.replaced, splice.origin)
    }

    private mutating func told(_ position: Int, _ end: UTCTime, _ value: Int64, isOrigin: Bool = false) {
        self.splices[position] = nil
        self.baselines[position] = Baseline(boundary: end, value: value, isOrigin: isOrigin)
    }
}
