public import Metering

/// One instant on the two clocks that decisions use.
public struct Moment: Hashable, Sendable {
    /// The box's own clock, in the chain's time base: for dates and guards.
    public var time: UTCTime
    /// A clock that never jumps, in nanoseconds since some start: for freshness, retries and holds.
    public var monotonicNanoseconds: Int64

    public init(time: UTCTime, monotonicNanoseconds: Int64) {
        self.time = time
        self.monotonicNanoseconds = monotonicNanoseconds
    }

    /// Nanoseconds since a stamp of the monotonic clock; nil where the stamp lies ahead, because then one of them is wrong.
    func age(ofMonotonic stamp: Int64) -> Int64? {
        let (age, overflow) = self.monotonicNanoseconds.subtractingReportingOverflow(stamp)
        return overflow || age < 0 ? nil : age
    }
}

extension UTCTime {
    /// Between the years 1970 and 9999; a clock that says otherwise is broken, and calendars do not go there.
    var isPlausible: Bool { (0...253_402_300_799_999).contains(self.milliseconds) }

    /// For a sentence; a broken clock's time has no date.
    var text: String { self.isPlausible ? self.description : "a time outside the years 1970 to 9999" }

    /// `self − other` in milliseconds; nil where it does not fit, as with a damaged clock.
    func milliseconds(since other: UTCTime) -> Int64? {
        let (difference, overflow) = self.milliseconds.subtractingReportingOverflow(other.milliseconds)
        return overflow || difference == Int64.min ? nil : difference
    }
}
