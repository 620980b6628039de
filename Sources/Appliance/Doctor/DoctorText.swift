/// The doctor's report as crews read it, at 80 columns.
public enum DoctorText {
    /// - Parameter mark: how a status is shown, by default as a plain word.
    public static func text(
        of report: DoctorReport, mark: (DoctorCheck.Status, String) -> String = { $1 }
    ) -> String {
        var lines = ["\(report.name ?? "box without a configuration"), gridtally \(report.version), \(report.time)"]
        for area in DoctorCheck.Area.allCases {
            let checks = report.checks.filter { $0.area == area }
            guard !checks.isEmpty else { continue }
            lines += ["", area.rawValue]
            lines += checks.map { check in
                let word = Self.word(check.status)
                let text = CrewScreen.wrapped(check.evidence, indent: "          ", first: "  \(word)  ")
                // The word only: colours would count as columns.
                return "  \(mark(check.status, word))\(text.dropFirst(2 + word.count))"
            }
        }
        lines.append("")
        guard !report.toDo.isEmpty else { return (lines + ["Nothing to do."]).joined(separator: "\n") }
        lines.append("What to do:")
        lines += report.toDo.enumerated().map { number, text in
            CrewScreen.wrapped(text, indent: "     ", first: number < 9 ? "  \(number + 1). " : " \(number + 1). ")
        }
        return lines.joined(separator: "\n")
    }

    private static func word(_ status: DoctorCheck.Status) -> String {
        switch status {
        case .ok: "ok     "
        case .warning: "WARNING"
        case .fault: "FAULT  "
        case .skipped: "skipped"
        }
    }
}
