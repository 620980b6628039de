import StrictYAML
import Tariffs

/// Hours and days as tariff files and commands write them.
enum TariffHours {
    /// Minutes since midnight from `06:30`; `24:00` is the end of the day.
    static func minute(_ text: some StringProtocol) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count == 5, bytes[2] == 0x3a,
            [0, 1, 3, 4].allSatisfy({ (0x30...0x39).contains(bytes[$0]) }),
            let hour = Int64(text.prefix(2)), let minute = Int64(text.suffix(2)), minute < 60
        else { return nil }
        let value = hour * 60 + minute
        return value <= 1440 ? value : nil
    }

    /// `06:00-08:00`; nil for any other form, and where the end is not after the beginning.
    static func window(_ text: some StringProtocol) -> MinuteWindow? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let from = self.minute(parts[0]), let to = self.minute(parts[1]), from < to else {
            return nil
        }
        return MinuteWindow(from: from, to: to)
    }

    static func day(_ text: some StringProtocol) -> DayClass? { DayClass.allCases.first { "\($0)" == text } }

    /// One stretch, or a list of them, in ascending order.
    static func windows(_ node: YAMLNode) throws(YAMLError) -> [MinuteWindow] {
        let nodes = node.isList ? try node.list(atMost: Tariff.mostWindows) : [node]
        var windows: [MinuteWindow] = []
        for item in nodes {
            let expected = "hours such as 06:00-08:00"
            guard let window = self.window(try item.text(expected)) else {
                throw item.mismatch(
                    expected: expected,
                    advice: "Write the end after the beginning; hours over midnight are two: 22:00-24:00, 00:00-06:00.")
            }
            windows.append(window)
        }
        return windows.sorted { ($0.from, $0.to) < ($1.from, $1.to) }
    }

    static func days(_ node: YAMLNode) throws(YAMLError) -> DayClasses {
        var days: [DayClass] = []
        for item in node.isList ? try node.list(atMost: DayClass.allCases.count) : [node] {
            days.append(try item.choice(amongCasesOf: DayClass.self))
        }
        guard !days.isEmpty else { throw node.count(0, expected: "at least one") }
        try node.refuseRepetition(of: days.map { "\($0)" }, "day")
        return DayClasses(days)
    }
}
