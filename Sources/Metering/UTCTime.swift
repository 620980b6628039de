/// A point in time: milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// Every file, message and record uses UTC; a time zone appears only where people read, and in tariffs and calendars.
public struct UTCTime: Hashable, Comparable, Sendable, CustomStringConvertible {
    public var milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }
    public init(seconds: Int64) { self.milliseconds = seconds * 1000 }

    /// Whole seconds, rounded towards the past.
    public var seconds: Int64 { Self.floorDivide(self.milliseconds, 1000) }

    public static func < (left: UTCTime, right: UTCTime) -> Bool { left.milliseconds < right.milliseconds }

    /// The last multiple of `seconds` at or before this time; intervals are aligned to the epoch.
    public func floored(toMultipleOf seconds: Int64) -> UTCTime {
        UTCTime(seconds: Self.floorDivide(self.milliseconds, seconds * 1000) * seconds)
    }

    public func adding(seconds: Int64) -> UTCTime { UTCTime(milliseconds: self.milliseconds + seconds * 1000) }
    public func adding(milliseconds: Int64) -> UTCTime { UTCTime(milliseconds: self.milliseconds + milliseconds) }

    static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }
}
