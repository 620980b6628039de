/// A calendar date and time of day at a fixed offset from UTC, in the proleptic Gregorian calendar.
public struct CivilTime: Hashable, Sendable {
    public var year: Int64
    /// 1 to 12.
    public var month: Int64
    /// 1 to 31.
    public var day: Int64
    public var hour: Int64
    public var minute: Int64
    public var second: Int64
    /// 1 is Monday, 7 is Sunday (ISO 8601).
    public var weekday: Int64

    /// - Parameter offsetMinutes: minutes east of UTC; India is 330.
    public init(_ time: UTCTime, offsetMinutes: Int64) {
        let local = time.seconds + offsetMinutes * 60
        let days = UTCTime.floorDivide(local, 86_400)
        let secondOfDay = local - days * 86_400
        // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days: eras of 400 years from March.
        let shifted = days + 719_468
        let era = UTCTime.floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        self.day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        self.month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        self.year = yearOfEra + era * 400 + (self.month <= 2 ? 1 : 0)
        self.hour = secondOfDay / 3600
        self.minute = secondOfDay % 3600 / 60
        self.second = secondOfDay % 60
        self.weekday = CivilDate(time, offsetMinutes: offsetMinutes).weekday
    }

    /// Minutes since local midnight, 0 to 1439.
    public var minuteOfDay: Int64 { self.hour * 60 + self.minute }

    /// `2026-03-31`.
    var date: String {
        "\(Self.padded(self.year, 4))-\(Self.padded(self.month, 2))-\(Self.padded(self.day, 2))"
    }

    /// `06:00` for 360 minutes since midnight; `24:00` for the end of the day.
    public static func clock(_ minuteOfDay: Int64) -> String {
        "\(self.padded(minuteOfDay / 60, 2)):\(self.padded(minuteOfDay % 60, 2))"
    }

    /// Minutes since midnight of what ``clock(_:)`` writes, 00:00 to 24:00; nil for any other form.
    public static func minute(reading clock: some StringProtocol) -> Int64? {
        let bytes = Array(clock.utf8)
        guard bytes.count == 5, bytes[2] == 0x3a,
            [0, 1, 3, 4].allSatisfy({ (0x30...0x39).contains(bytes[$0]) }),
            let hour = Int64(clock.prefix(2)), let minute = Int64(clock.suffix(2)), minute < 60
        else { return nil }
        let value = hour * 60 + minute
        return value <= 1440 ? value : nil
    }

    /// Minutes since midnight of hours such as `06:00-08:00`; nil for any other form, and where the end is not after the
    /// beginning.
    public static func minutes(reading hours: some StringProtocol) -> Range<Int64>? {
        let parts = hours.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let from = self.minute(reading: parts[0]), let to = self.minute(reading: parts[1]),
            from < to
        else { return nil }
        return from..<to
    }

    static func padded(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// Days from 1970-01-01 to the given date (Hinnant, days_from_civil).
    public static func daysSinceEpoch(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = UTCTime.floorDivide(shiftedYear, 400)
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    static func days(inMonth month: Int64, year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
