import Metering

/// The intervals of a node that a calibration may rest on: each once, by time, and none that cannot be.
struct CalibrationWindow: Sendable {
    static let days: Int64 = 45
    /// Days' worth of intervals that are needed.
    static let fewestDays: Int64 = 14
    /// No node passes more in an interval, in Wh: what is beyond is no measurement.
    private static let most: Int64 = 1_000_000_000_000
    /// How far beyond all but a hundredth of the intervals one may be.
    private static let farthest = 20.0
    /// One of so many intervals may be left out; where it is more, the registers do not tell what passed.
    private static let wildShare = 1000

    let intervals: [BalancedInterval]
    let seconds: Int64
    /// Intervals that cannot be, or of which two different ones were told.
    let leftOut: Int

    /// - Parameter through: later intervals are not looked at.
    init(_ given: [BalancedInterval], seconds: Int64, through: UTCTime) throws(CalibrationRefusal) {
        guard (60...86_400).contains(seconds), 86_400 % seconds == 0 else { throw .interval(seconds: seconds) }
        self.seconds = seconds
        let oldest = through.adding(seconds: -Self.days * 86_400)
        let recent = given.filter { $0.end > oldest && $0.end <= through }
        let possible = Dictionary(grouping: recent, by: \.end).values.compactMap { Self.only($0, seconds) }
        let typical = Self.high(possible)
        let kept = possible.filter { abs(Double($0.delivered)) <= typical && abs(Double($0.metered)) <= typical }
        self.intervals = kept.sorted { $0.end < $1.end }
        self.leftOut = Set(recent.map(\.end)).count - kept.count
        try self.check()
    }

    private func check() throws(CalibrationRefusal) {
        let needed = Int(Self.fewestDays * self.perDay)
        guard self.intervals.count >= needed else {
            throw .tooFewIntervals(found: self.intervals.count, needed: needed)
        }
        guard self.leftOut <= self.allowedWild else { throw .wildValues(self.leftOut) }
        guard self.meanDelivered >= 1 else { throw .nothingDelivered }
    }

    var allowedWild: Int { self.intervals.count / Self.wildShare }
    var perDay: Int64 { 86_400 / self.seconds }
    var hours: Double { Double(self.seconds) / 3600 }

    /// Wh in an interval, without what was fed back.
    var meanDelivered: Double {
        self.intervals.reduce(0) { $0 + Double(max(0, $1.delivered)) } / Double(max(1, self.intervals.count))
    }

    /// The same window without some more of its intervals.
    func without(_ wild: Set<Int>) throws(CalibrationRefusal) -> CalibrationWindow {
        try CalibrationWindow(
            intervals: self.intervals.enumerated().filter { !wild.contains($0.offset) }.map(\.element),
            seconds: self.seconds, leftOut: self.leftOut + wild.count)
    }

    private init(intervals: [BalancedInterval], seconds: Int64, leftOut: Int) throws(CalibrationRefusal) {
        (self.intervals, self.seconds, self.leftOut) = (intervals, seconds, leftOut)
        try self.check()
    }

    /// Nil where two different ones were told: nobody knows which was so.
    private static func only(_ same: [BalancedInterval], _ seconds: Int64) -> BalancedInterval? {
        guard let first = same.first, same.allSatisfy({ $0 == first }),
            first.end == first.end.floored(toMultipleOf: seconds)
        else { return nil }
        let possible = -Self.most...Self.most
        return possible.contains(first.delivered) && possible.contains(first.metered) ? first : nil
    }

    private static func high(_ intervals: [BalancedInterval]) -> Double {
        let sizes = intervals.map { abs(Double($0.delivered)) }.sorted()
        guard let last = sizes.last else { return 0 }
        return Self.farthest * max(1, sizes.dropLast(sizes.count / 100).last ?? last)
    }
}
