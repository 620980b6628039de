public import Metering

/// A date and a time of day as a meter's clock shows them, in the meter's own zone.
public struct ClockTime: Hashable, Sendable {
    /// 2000 to 2127.
    public let year: Int
    public let month: Int
    public let day: Int
    public let hour: Int
    public let minute: Int
    /// Milliseconds of the minute, 0 to 59 999.
    public let millisecond: Int

    /// Nil for a date that no calendar has, and for years outside 2000 to 2127.
    public init?(year: Int, month: Int, day: Int, hour: Int, minute: Int, millisecond: Int) {
        guard (2000...2127).contains(year), (1...12).contains(month), (0...23).contains(hour),
            (0...59).contains(minute), (0...59_999).contains(millisecond), day >= 1,
            day <= Self.days(inMonth: month, year: year)
        else { return nil }
        (self.year, self.month, self.day, self.hour, self.minute) = (year, month, day, hour, minute)
        self.millisecond = millisecond
    }

    /// - Parameter milliseconds: of the second, 0 to 999.
    public init?(_ time: CivilTime, milliseconds: Int = 0) {
        self.init(
            year: Int(time.year), month: Int(time.month), day: Int(time.day), hour: Int(time.hour),
            minute: Int(time.minute), millisecond: Int(time.second) * 1000 + milliseconds)
    }

    public var second: Int { self.millisecond / 1000 }

    /// The moment in milliseconds since 1970, for a clock that goes `offsetMinutes` east of UTC.
    public func millisecondsSinceEpoch(offsetMinutes: Int64) -> Int64 {
        let days = CivilTime.daysSinceEpoch(year: Int64(self.year), month: Int64(self.month), day: Int64(self.day))
        let minutes = days * 1440 + Int64(self.hour * 60 + self.minute) - offsetMinutes
        return minutes * 60_000 + Int64(self.millisecond)
    }

    private static func days(inMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension ClockTime: CustomStringConvertible {
    /// `2026-03-01 06:05:09.250`.
    public var description: String {
        func digits(_ number: Int, _ count: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        return "\(self.year)-\(digits(self.month, 2))-\(digits(self.day, 2)) \(digits(self.hour, 2)):"
            + "\(digits(self.minute, 2)):\(digits(self.second, 2)).\(digits(self.millisecond % 1000, 3))"
    }
}
