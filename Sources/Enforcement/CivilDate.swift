import Metering

/// A day of the zone's calendar.
public struct CivilDate: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Days since 1970-01-01, which orders dates and steps over month ends.
    public let daysSinceEpoch: Int64

    /// Nil for days outside 1970 to 9999.
    public init?(daysSinceEpoch: Int64) {
        guard (0...2_932_896).contains(daysSinceEpoch) else { return nil }
        self.daysSinceEpoch = daysSinceEpoch
    }

    private init(unchecked daysSinceEpoch: Int64) { self.daysSinceEpoch = daysSinceEpoch }

    /// The local day of an instant, at minutes east of UTC.
    init(_ time: UTCTime, offsetMinutes: Int64) {
        let civil = CivilTime(time, offsetMinutes: offsetMinutes)
        self.daysSinceEpoch = CivilTime.daysSinceEpoch(year: civil.year, month: civil.month, day: civil.day)
    }

    /// Nil for years outside 1970 to 9999 and for a day that the month does not have.
    public init?(year: Int64, month: Int64, day: Int64) {
        guard (1970...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
        let days = CivilTime.daysSinceEpoch(year: year, month: month, day: day)
        let back = CivilTime(UTCTime(seconds: days * 86_400), offsetMinutes: 0)
        guard back.month == month, back.day == day else { return nil }
        self.daysSinceEpoch = days
    }

    /// 1 is Monday, 7 is Sunday; 1970-01-01 was a Thursday.
    public var weekday: Int64 { (((self.daysSinceEpoch + 3) % 7) + 7) % 7 + 1 }

    public var next: CivilDate { CivilDate(unchecked: self.daysSinceEpoch + 1) }

    public static func < (left: CivilDate, right: CivilDate) -> Bool { left.daysSinceEpoch < right.daysSinceEpoch }

    public var description: String {
        let civil = CivilTime(UTCTime(seconds: self.daysSinceEpoch * 86_400), offsetMinutes: 0)
        func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(civil.year)-\(two(civil.month))-\(two(civil.day))"
    }
}
