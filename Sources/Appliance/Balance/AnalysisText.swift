/// An analysis for a terminal.
extension FeederAnalysis {
    public var text: String {
        var lines: [String] = []
        if let words = self.words {
            lines.append(words.sentence)
            lines.append(words.certainty)
            lines += words.firstSteps.enumerated().map { "  \($0.offset + 1). \($0.element)" }
        } else {
            lines.append(self.summary.nothingFound)
        }
        return (lines + self.summary.lines).joined(separator: "\n")
    }
}

extension AnalysisSummary {
    /// How far it was balanced, what would be seen, and what of the records does not fit.
    var lines: [String] {
        var lines: [String] = []
        for phase in self.coverage where phase.until == nil || !phase.silent.isEmpty {
            let silent = phase.silent.isEmpty ? "" : ", waits for \(phase.silent.joined(separator: ", "))"
            lines.append(
                "\(phase.phase ?? "Balance"): \(phase.until.map { "up to \($0)" } ?? "not enough data")\(silent)")
        }
        for row in self.sensitivity where row.days == 7 {
            lines.append(
                "\(row.phase ?? "Balance"): a steady \(row.watts == nil ? "leak" : "load") of \(row.size)"
                    + " (\(LossWords.number(row.percent, 1)) %) would be found within 7 days.")
        }
        lines += self.otherPhases.map { "Phase of \($0)." }
        if !self.unknownMeters.isEmpty {
            lines.append("Not in the topology: \(self.unknownMeters.joined(separator: ", ")).")
        }
        return lines
    }
}
