/// One meter in large digits, with how many of the last questions were answered: questions in, text out.
public struct BigFrame: Sendable {
    /// What a question brought.
    public enum Outcome: Hashable, Sendable {
        /// In the unit that is shown.
        case value(Double, milliseconds: Double)
        /// An answer whose register holds no value.
        case absent(String)
        /// No good answer, and how it failed.
        case failed(String)

        public var isGood: Bool { if case .failed = self { false } else { true } }
    }

    /// Questions that are counted.
    public static let window = 20

    private let title: String
    private let unit: String
    private let decimals: Int
    private var last: [Bool] = []
    private var newest: Outcome?

    /// - Parameter title: who is asked.
    public init(title: String, unit: String, decimals: Int) {
        (self.title, self.unit, self.decimals) = (title, unit, decimals)
    }

    public mutating func take(_ outcome: Outcome) {
        self.newest = outcome
        self.last.append(outcome.isGood)
        if self.last.count > Self.window { self.last.removeFirst() }
    }

    /// Good answers, and questions that are counted.
    public var good: (count: Int, of: Int) { (self.last.count { $0 }, self.last.count) }

    /// All lines of a frame, each under 80 columns.
    public var lines: [String] {
        let marks = String(self.last.map { $0 ? "o" : "." })
        let count = "good \(self.good.count) of the last \(self.good.of)"
        return [String(self.title.prefix(79)), ""] + BigDigits.lines(self.digits)
            + ["", "\(self.unit)    \(count)    \(marks)", String(self.verdict.prefix(79))]
    }

    /// One line, where the output is no terminal.
    public var line: String { "\(self.digits) \(self.unit)  good \(self.good.count)/\(self.good.of)  \(self.verdict)" }

    /// What did not come now is not shown.
    private var digits: String {
        guard case .value(let value, _) = self.newest else { return "----" }
        return BigDigits.fitting(value, decimals: self.decimals)
    }

    private var verdict: String {
        switch self.newest {
        case .value(_, let milliseconds): "ANSWERS  in \(StatisticsText.milliseconds(milliseconds))"
        case .absent(let reason): "ANSWERS  without a value: \(reason)"
        case .failed(let reason): "NO GOOD ANSWER  \(reason)"
        case nil: "asking"
        }
    }
}
