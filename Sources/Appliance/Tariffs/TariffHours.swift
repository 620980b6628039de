import Metering
import StrictYAML
import Tariffs

/// Hours and days as tariff files and commands write them.
enum TariffHours {
    /// `06:00-08:00`; nil for any other form, and where the end is not after the beginning.
    static func window(_ text: some StringProtocol) -> MinuteWindow? {
        CivilTime.minutes(reading: text).map { MinuteWindow(from: $0.lowerBound, to: $0.upperBound) }
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
