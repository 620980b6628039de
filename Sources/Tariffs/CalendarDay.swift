internal import Metering

/// A day of the zone's local calendar.
public struct CalendarDay: Hashable, Comparable, Sendable {
    /// The last is 9999-12-31.
    public static let days: ClosedRange<Int64> = 0...2_932_896
    /// Days since 1970-01-01.
    public let daysSinceEpoch: Int64

    /// Nil for days outside 1970 to 9999.
    public init?(daysSinceEpoch: Int64) {
        guard Self.days.contains(daysSinceEpoch) else { return nil }
        self.daysSinceEpoch = daysSinceEpoch
    }

    /// Reads `2026-03-31`; nil for any other form and for days that a month does not have.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2], text.utf8.allSatisfy({ $0 == 0x2d || (0x30...0x39).contains($0) }),
            let year = Int64(parts[0]), let month = Int64(parts[1]), let day = Int64(parts[2]),
            (1970...9999).contains(year), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        self.init(daysSinceEpoch: CivilTime.daysSinceEpoch(year: year, month: month, day: day))
        guard self.description == text else { return nil }
    }

    public static func < (left: CalendarDay, right: CalendarDay) -> Bool {
        left.daysSinceEpoch < right.daysSinceEpoch
    }
}

extension CalendarDay: CustomStringConvertible {
    /// `2026-03-31`.
    public var description: String {
        let civil = CivilTime(UTCTime(seconds: self.daysSinceEpoch * 86_400), offsetMinutes: 0)
        func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(civil.year)-\(two(civil.month))-\(two(civil.day))"
    }
}
