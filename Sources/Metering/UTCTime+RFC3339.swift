extension UTCTime {
    /// RFC 3339 in UTC, with milliseconds only where they are not zero: `2026-01-05T04:30:00Z`.
    public var description: String {
        let civil = CivilTime(self, offsetMinutes: 0)
        let remainder = self.milliseconds % 1000
        let milliseconds = remainder < 0 ? remainder + 1000 : remainder
        let fraction = milliseconds == 0 ? "" : "." + CivilTime.padded(milliseconds, 3)
        let time = "\(CivilTime.clock(civil.minuteOfDay)):\(CivilTime.padded(civil.second, 2))"
        return "\(civil.date)T\(time)\(fraction)Z"
    }

    /// Reads RFC 3339 with `Z` or a numeric offset; nil for anything else, and for years before 1970 or after 9999.
    public init?(rfc3339 text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t") || bytes[10] == UInt8(ascii: " "),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            let year = Self.digits(bytes[0..<4]), let month = Self.digits(bytes[5..<7]),
            let day = Self.digits(bytes[8..<10]), let hour = Self.digits(bytes[11..<13]),
            let minute = Self.digits(bytes[14..<16]), let second = Self.digits(bytes[17..<19]),
            year >= 1970, (1...12).contains(month), day >= 1, day <= CivilTime.days(inMonth: month, year: year),
            hour < 24, minute < 60, second < 60
        else { return nil }
        var rest = bytes[19...]
        var milliseconds: Int64 = 0
        if rest.first == UInt8(ascii: ".") {
            let fraction = rest.dropFirst().prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
            guard (1...9).contains(fraction.count) else { return nil }
            milliseconds = fraction.prefix(3).enumerated().reduce(0) { sum, digit in
                sum + Int64(digit.element - UInt8(ascii: "0")) * [100, 10, 1][digit.offset]
            }
            rest = rest[fraction.endIndex...]
        }
        guard let offset = Self.offsetMinutes(Array(rest)) else { return nil }
        let days = CivilTime.daysSinceEpoch(year: year, month: month, day: day)
        let local = ((days * 24 + hour) * 60 + minute - offset) * 60 + second
        self.init(milliseconds: local * 1000 + milliseconds)
    }

    private static func offsetMinutes(_ bytes: [UInt8]) -> Int64? {
        if bytes.count == 1, bytes[0] == UInt8(ascii: "Z") || bytes[0] == UInt8(ascii: "z") { return 0 }
        guard bytes.count == 6, bytes[3] == UInt8(ascii: ":"), let hours = self.digits(bytes[1..<3]),
            let minutes = self.digits(bytes[4..<6]), hours < 24, minutes < 60
        else { return nil }
        switch bytes[0] {
        case UInt8(ascii: "+"): return hours * 60 + minutes
        case UInt8(ascii: "-"): return -(hours * 60 + minutes)
        default: return nil
        }
    }

    private static func digits(_ bytes: ArraySlice<UInt8>) -> Int64? {
        bytes.reduce(Int64?.some(0)) { value, byte in
            guard let value, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            return value * 10 + Int64(byte - UInt8(ascii: "0"))
        }
    }
}
