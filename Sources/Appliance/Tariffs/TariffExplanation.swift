import Contract
import Identity
public import Tariffs

/// A tariff in plain words.
public struct TariffExplanation: Codable, Sendable {
    public struct Line: Codable, Sendable {
        public let name: String
        /// What the line charges; more than one sentence where it has steps or bands.
        public let text: [String]
        /// Whom and when the line is for; nil: always.
        public let condition: String?
        public let rounding: String
    }

    public let label: String
    public let authority: String
    public let order: String
    public let source: String?
    public let validFrom: String?
    public let validTo: String?
    public let standing: String
    public let currency: String
    public let unit: String
    public let hash: String
    public let lines: [Line]
    /// How the total is rounded; nil where it is not.
    public let total: String?
    /// What the tariff's writer may not have meant.
    public let notes: [String]

    public init(_ tariff: Tariff) {
        let unit = TariffUnit(tariff.unit)
        (self.label, self.authority, self.order) = (tariff.label, tariff.authority, tariff.orderNumber)
        self.source = tariff.source
        self.validFrom = tariff.validFrom.map { "\($0)" }
        self.validTo = tariff.validTo.map { "\($0)" }
        self.standing = "\(tariff.standing)"
        self.currency = tariff.currency
        self.unit = unit.name
        self.hash = tariff.digest.hex
        self.lines = tariff.lines.map { line in
            Line(
                name: line.name, text: LineWords(line, unit).text,
                condition: line.condition == .always ? nil : ConditionWords(line.condition, unit).text,
                rounding: "\(line.rounding.words) paisa")
        }
        self.total =
            if case .multiple(let paise, let rule) = tariff.totalRounding {
                "\(rule.words) multiple of \(Amount.rupees(paise)); what that leaves goes to the next bill"
            } else { nil }
        self.notes = tariff.lines.flatMap { TariffGaps.notes(of: $0) }
    }

    /// For a terminal.
    public var text: String {
        var lines = ["\(self.label)", "by \(self.authority), order: \(self.order); \(self.standing)"]
        if let source { lines.append("source: \(source)") }
        if self.validFrom != nil || self.validTo != nil {
            let (from, to) = (self.validFrom.map { " from \($0)" }, self.validTo.map { " to \($0)" })
            lines.append("valid\(from ?? "")\(to ?? "")")
        }
        lines += [
            "hash: \(self.hash)", "",
            "limits and sums are for a reference period and scale with its days, where a line does not say otherwise",
        ]
        for (index, line) in self.lines.enumerated() {
            lines += ["", "\(index + 1). \(line.name)"] + line.text.map { "   \($0)" }
            if let condition = line.condition { lines.append("   \(condition)") }
            if line.rounding != "to the nearest paisa" { lines.append("   rounded \(line.rounding)") }
        }
        lines += ["", "each line is rounded to the nearest paisa, once, where it does not say otherwise"]
        if let total { lines.append("the total is rounded \(total)") }
        return (lines + self.notes.map { "note: \($0)" }).joined(separator: "\n")
    }
}

extension RoundingRule {
    var words: String {
        switch self {
        case .halfUp: "to the nearest"
        case .floor: "down to a"
        case .ceiling: "up to a"
        }
    }
}

/// Hours for which a line by the time of day has no rate.
enum TariffGaps {
    static func notes(of line: TariffLine) -> [String] {
        guard case .timeOfDayRate(let bands) = line.kind else { return [] }
        let gaps = DayClass.allCases.map { day in (day: day, windows: self.gaps(on: day, in: bands)) }
        return gaps.filter { !$0.windows.isEmpty }.map { gap in
            "line \"\(line.name)\" charges nothing on a \(gap.day) at \(TariffText.hours(gap.windows))"
        }
    }

    private static func gaps(on day: DayClass, in bands: [TimeBand]) -> [MinuteWindow] {
        let covered = bands.filter { $0.days.contains(day) }.flatMap(\.windows).sorted { $0.from < $1.from }
        var (gaps, end) = ([MinuteWindow](), Int64(0))
        for window in covered + [MinuteWindow(from: 1440, to: 1440)] {
            if window.from > end { gaps.append(MinuteWindow(from: end, to: window.from)) }
            end = window.to
        }
        return gaps
    }
}
