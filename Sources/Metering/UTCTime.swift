/// A point in time: milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// Every file, message and record uses UTC; a time zone appears only where people read, and in tariffs and calendars.
/// Arithmetic stops at the ends of the range (292 million years away) instead of trapping.
public struct UTCTime: Hashable, Comparable, Sendable, CustomStringConvertible {
    public var milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }
    public init(seconds: Int64) { self.milliseconds = Self.saturatedMilliseconds(seconds) }

    /// Whole seconds, rounded towards the past.
    public var seconds: Int64 { Self.floorDivide(self.milliseconds, 1000) }

    public static func < (left: UTCTime, right: UTCTime) -> Bool { left.milliseconds < right.milliseconds }

    /// The last multiple of `seconds` (at least 1) at or before this time; intervals are aligned to the epoch.
    public func floored(toMultipleOf seconds: Int64) -> UTCTime {
        let interval = Self.saturatedMilliseconds(max(1, seconds))
        let (start, overflow) = Self.floorDivide(self.milliseconds, interval).multipliedReportingOverflow(by: interval)
        return UTCTime(milliseconds: overflow ? .min : start)
    }

    public func adding(seconds: Int64) -> UTCTime { self.adding(milliseconds: Self.saturatedMilliseconds(seconds)) }

    public func adding(milliseconds: Int64) -> UTCTime {
        let (sum, overflow) = self.milliseconds.addingReportingOverflow(milliseconds)
        return UTCTime(milliseconds: overflow ? (milliseconds < 0 ? .min : .max) : sum)
    }

    private static func saturatedMilliseconds(_ seconds: Int64) -> Int64 {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        return overflow ? (seconds < 0 ? .min : .max) : product
    }

    static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }
}
