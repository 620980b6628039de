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
        for phase in self.summary.coverage where phase.until == nil || !phase.silent.isEmpty {
            let silent = phase.silent.isEmpty ? "" : ", waits for \(phase.silent.joined(separator: ", "))"
            lines.append(
                "\(phase.phase ?? "Balance"): \(phase.until.map { "up to \($0)" } ?? "not enough data")\(silent)")
        }
        for row in self.summary.sensitivity where row.days == 7 {
            lines.append(
                "\(row.phase ?? "Balance"): a steady \(row.watts == nil ? "leak" : "load") of \(row.size)"
                    + " (\(LossWords.number(row.percent, 1)) %) would be found within 7 days.")
        }
        lines += self.summary.otherPhases.map { "Phase of \($0)." }
        if !self.summary.unknownMeters.isEmpty {
            lines.append("Not in the topology: \(self.summary.unknownMeters.joined(separator: ", ")).")
        }
        return lines.joined(separator: "\n")
    }
}
