/// A score for a terminal.
extension LossScore: CustomStringConvertible {
    public var description: String { self.table + "\n\n" + self.sums }

    /// A line for each scenario.
    private var table: String {
        let heading = Self.row([
            "scenario", "family", "share %", "found", "hours", "kind", "phase", "first", "three", "energy %", "false",
        ])
        let rows = self.scenarios.map { score in
            Self.row([
                score.scenario, score.family ?? "normal", Self.number(score.sharePercent), Self.word(score.isFound),
                Self.number(score.hoursToDetect), Self.word(score.isKindRight), Self.word(score.isPhaseRight),
                Self.word(score.isFirstSuspectRight), Self.word(score.isAmongFirstThree),
                Self.number(score.energyErrorPercent), "\(score.falseAlarms)",
            ])
        }
        return ([heading] + rows).joined(separator: "\n")
    }

    private var sums: String {
        let families = self.families.map { "\($0.name) \($0.found.right)/\($0.found.of)" }
        return """
            found                           \(self.found)
            false alarms                    \(self.falseAlarms) in \
            \(LossWords.number(self.cleanFeederMonths, 1)) feeder-months without theft\
            \(self.falseAlarmsPerFeederYear.map { ", \(LossWords.number($0, 2)) a feeder-year" } ?? "")
            kind right                      \(self.kind)
            phase right                     \(self.phase)
            a right meter first             \(self.firstSuspect)
            a right meter among three       \(self.firstThree)
            hours to detect, median         \(Self.number(self.medianHoursToDetect))
            error of the energy, median %   \(Self.number(self.medianEnergyErrorPercent))
            found by family                 \(families.isEmpty ? "–" : families.joined(separator: ", "))
            """
    }

    private static let widths = [12, 22, 8, 6, 7, 5, 6, 6, 6, 9, 6]

    private static func row(_ cells: [String]) -> String {
        zip(cells, self.widths).enumerated().map { column, cell in
            let space = String(repeating: " ", count: max(column < 2 ? 1 : 0, cell.1 - cell.0.count))
            return column < 2 ? cell.0 + space : space + cell.0
        }.joined()
    }

    private static func number(_ value: Double?) -> String { value.map { LossWords.number($0, 1) } ?? "–" }
    private static func word(_ value: Bool?) -> String { value.map { $0 ? "yes" : "no" } ?? "–" }
}

extension LossScore.Hits: CustomStringConvertible {
    public var description: String {
        "\(self.right) of \(self.of)" + (self.share.map { " (\(LossWords.number($0, 2)))" } ?? "")
    }
}
