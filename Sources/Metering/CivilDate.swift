/// A day of a zone's local calendar.
public struct CivilDate: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The days that are read and written: the last is 9999-12-31.
    public static let days: ClosedRange<Int64> = 0...2_932_896
    /// Days since 1970-01-01, which orders dates and steps over month ends.
    public let daysSinceEpoch: Int64

    /// Nil for days outside 1970 to 9999.
    public init?(daysSinceEpoch: Int64) {
        guard Self.days.contains(daysSinceEpoch) else { return nil }
        self.daysSinceEpoch = daysSinceEpoch
    }

    private init(unchecked daysSinceEpoch: Int64) { self.daysSinceEpoch = daysSinceEpoch }

    /// The local day of an instant, at minutes east of UTC.
    public init(_ time: UTCTime, offsetMinutes: Int64) {
        self.daysSinceEpoch = UTCTime.floorDivide(time.adding(seconds: offsetMinutes * 60).seconds, 86_400)
    }

    /// Nil for years outside 1970 to 9999 and for a day that the month does not have.
    public init?(year: Int64, month: Int64, day: Int64) {
        guard (1970...9999).contains(year), (1...12).contains(month),
            (1...CivilTime.days(inMonth: month, year: year)).contains(day)
        else { return nil }
        self.daysSinceEpoch = CivilTime.daysSinceEpoch(year: year, month: month, day: day)
    }

    /// Reads `2026-03-31`; nil for any other form and for days that a month does not have.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2], text.utf8.allSatisfy({ $0 == 0x2d || (0x30...0x39).contains($0) }),
            let year = Int64(parts[0]), let month = Int64(parts[1]), let day = Int64(parts[2])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// 1 is Monday, 7 is Sunday; 1970-01-01 was a Thursday.
    public var weekday: Int64 { (((self.daysSinceEpoch + 3) % 7) + 7) % 7 + 1 }

    public var next: CivilDate { CivilDate(unchecked: self.daysSinceEpoch + 1) }

    public static func < (left: CivilDate, right: CivilDate) -> Bool { left.daysSinceEpoch < right.daysSinceEpoch }

    /// `2026-03-31`.
    public var description: String {
        CivilTime(UTCTime(seconds: self.daysSinceEpoch * 86_400), offsetMinutes: 0).date
    }
}
