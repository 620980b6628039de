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
    /// Intervals wait so long for what is missing; it may be changed at any time.
    var collectionSeconds: Int64
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
    ///   - going: what registers remember beyond the chain, by position.
    init(
        rosterVersion: UInt32, intervalSeconds: Int64, collectionSeconds: Int64, baselines: [Baseline?],
        going memories: [Int: ChannelMemory] = [:], start: UTCTime
    ) {
        self.rosterVersion = rosterVersion
        self.intervalSeconds = intervalSeconds
        self.collectionSeconds = collectionSeconds
        self.baselines = baselines.indices.map { position in
            var baseline = baselines[position]
            baseline?.isOrigin = memories[position]?.told.isOrigin ?? false
            return baseline
        }
        self.waiting = Array(repeating: [:], count: baselines.count)
        self.splices = baselines.indices.map { memories[$0]?.splice }
        // A clock that was set back tells no interval a second time.
        let told = baselines.compactMap { $0?.boundary }
        self.through = told.reduce(start.floored(toMultipleOf: intervalSeconds), max)
    }

    /// The positions of the roster.
    var count: Int { self.baselines.count }

    /// Adds a position's value at a boundary, in the order of boundaries.
    ///
    /// One for an interval that has gone out is dropped: its energy comes with the next, and so does the break before it.
    mutating func add(_ sample: Sample, at boundary: UTCTime, position: Int) {
        guard self.waiting.indices.contains(position) else { return }
        guard boundary > self.through else { return self.note(sample.splice, position) }
        var sample = sample
        if let earlier = self.waiting[position][boundary]?.splice {
            sample.splice = sample.splice.map { earlier.then($0) } ?? earlier
        }
        self.waiting[position][boundary] = sample
    }

    /// What the chain has last of a position.
    func baseline(_ position: Int) -> Baseline? {
        self.baselines.indices.contains(position) ? self.baselines[position] : nil
    }

    /// The breaks of a position that the chain has not been told of, or not wholly.
    func untold(_ position: Int) -> Splice? {
        guard self.waiting.indices.contains(position) else { return nil }
        let waiting = self.waiting[position].sorted { $0.key < $1.key }.compactMap(\.value.splice)
        return waiting.reduce(self.splices[position]) { $0?.then($1) ?? $1 }
    }

    private mutating func note(_ next: Splice?, _ position: Int) {
        guard let next else { return }
        self.splices[position] = self.splices[position]?.then(next) ?? next
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
            self.note(sample?.splice, position)
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
        guard let baseline = self.baselines[position],
            let splice = self.splices[position]?.fitted(to: baseline.value, value: sample.value), !splice.isHealed
        else {
            // Back on its line, which the chain is ahead on where it was told too much.
            if self.splices[position] != nil, let told = self.baselines[position]?.value, sample.value < told {
                self.baselines[position]?.isOrigin = true
            }
            self.splices[position] = nil
            return self.plain(sample, position, end)
        }
        return self.spliced(sample, splice, position, baseline, end)
    }

    private mutating func plain(_ sample: Sample, _ position: Int, _ end: UTCTime) -> Entry {
        let baseline = self.baselines[position]
        if let baseline, baseline.isOrigin, sample.value < baseline.value {
            return self.waited(baseline, position, end)
        }
        self.baselines[position] = Baseline(boundary: end, value: sample.value)
        guard let baseline else { return .exception(Self.absolute(sample.quality), sample.value) }
        // Nothing shows what was counted: the register starts again, and nothing is invented.
        guard sample.value >= baseline.value else { return .exception(.replaced, sample.value) }
        guard sample.quality == .valid, !baseline.isOrigin, self.isNext(baseline, end) else {
            return .exception(Self.absolute(sample.quality), sample.value)
        }
        return .increment(UInt64(sample.value - baseline.value))
    }

    /// More is booked than the register has counted: nothing until it has.
    private mutating func waited(_ baseline: Baseline, _ position: Int, _ end: UTCTime) -> Entry {
        self.baselines[position]?.boundary = end
        return self.isNext(baseline, end) ? .increment(0) : .exception(.absolute, baseline.value)
    }

    private func isNext(_ baseline: Baseline, _ end: UTCTime) -> Bool {
        baseline.boundary == end.adding(seconds: -self.intervalSeconds)
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
