public import Metering

extension YAMLNode {
    /// RFC 3339 time such as `2026-01-05T06:00:00+05:30`.
    public func time() throws(YAMLError) -> UTCTime {
        let expected = "a time such as 2026-01-05T06:00:00+05:30"
        guard let time = UTCTime(rfc3339: try self.text(expected)) else {
            throw self.mismatch(expected: expected, advice: "Give date, time, and Z or an offset.")
        }
        return time
    }

    /// Minutes east of UTC from `+05:30`.
    public func utcOffset() throws(YAMLError) -> Int64 {
        let expected = "an offset from UTC such as \"+05:30\""
        let text = try self.text(expected)
        let bytes = Array(text.utf8)
        let digits = [1, 2, 4, 5]
        guard bytes.count == 6, bytes[0] == 0x2b || bytes[0] == 0x2d, bytes[3] == 0x3a,
            digits.allSatisfy({ (0x30...0x39).contains(bytes[$0]) }),
            let hours = Int64(text.dropFirst().prefix(2)), let minutes = Int64(text.suffix(2)),
            (0...14).contains(hours), (0...59).contains(minutes)
        else {
            throw self.mismatch(
                expected: expected, advice: "Write sign, two digits, a colon and two digits, in quotes.")
        }
        return (bytes[0] == 0x2d ? -1 : 1) * (hours * 60 + minutes)
    }
}

extension YAMLNode {
    /// A duration such as `1d12h`, `30m` or `90s`, in seconds; at most ten years.
    public func durationSeconds() throws(YAMLError) -> Int64 {
        let expected = "a duration such as 1d12h, 30m or 90s, at most 3650 days"
        guard let seconds = Self.durationSeconds(try self.text(expected)) else {
            throw self.mismatch(
                expected: expected,
                advice: "Use d, h, m and s, each with a whole number before it, the largest first.")
        }
        return seconds
    }

    /// The seconds of `1d12h`; nil for any other text and for more than ten years.
    public static func durationSeconds(_ text: some StringProtocol) -> Int64? {
        var units: [(letter: UInt8, seconds: Int64)] = [(0x64, 86_400), (0x68, 3600), (0x6d, 60), (0x73, 1)]
        var (seconds, number): (Int64, Int64?) = (0, nil)
        guard !text.isEmpty else { return nil }
        for byte in text.utf8 {
            if (0x30...0x39).contains(byte) {
                let value = (number ?? 0) * 10 + Int64(byte - 0x30)
                guard value <= 1_000_000_000 else { return nil }
                number = value
                continue
            }
            guard let count = number, let index = units.firstIndex(where: { $0.letter == byte }) else { return nil }
            seconds += count * units[index].seconds
            units.removeSubrange(...index)
            number = nil
        }
        return number == nil && seconds <= 3650 * 86_400 ? seconds : nil
    }
}
