public import FieldBus
public import LineDiagnostics

/// `gridtally line-test`: what is wrong with a line, and what to do.
public struct LineTesting {
    public var plan: LineTestPlan
    public var json: Bool

    public init(plan: LineTestPlan, json: Bool) {
        self.plan = plan
        self.json = json
    }

    /// - Returns: the exit code: 1 where a fault was found.
    public func run(over line: any LineAccess) async throws -> Int32 {
        let screen = CrewScreen(isQuiet: self.json)
        let interruption = CrewInterruption()
        var test = LineTest(self.plan)
        if !self.json { screen.print("About \(CrewScreen.duration(test.progress.remainingNanoseconds)).") }
        try await CrewDriver.run(&test, over: line, isStopped: { interruption.isRequested }) { test in
            screen.show(test.progress, "")
        }
        screen.clear()
        let report = test.report
        screen.print(self.json ? try ReportJSON.line(report) : self.text(report, screen))
        return report.findings.contains { $0.cause.isFault } ? ExitStatus.found : 0
    }

    private func text(_ report: LineTestReport, _ screen: CrewScreen) -> String {
        var lines: [String] = []
        for finding in report.findings {
            let title = finding.cause.title.uppercased()
            lines.append(screen.coloured(title, good: !finding.cause.isFault) + "  (\(finding.confidencePercent) %)")
            lines.append(CrewScreen.wrapped(finding.summary, indent: "  "))
            lines += finding.evidence.map { CrewScreen.wrapped($0, indent: "    ", first: "    - ") }
            if !finding.advice.isEmpty { lines.append("  What to do:") }
            lines += finding.advice.enumerated().map {
                CrewScreen.wrapped($0.element, indent: "    ", first: "    \($0.offset + 1). ")
            }
            lines.append("")
        }
        lines.append("Units:")
        lines += report.units.map { unit in
            let median = unit.medianLatencyNanoseconds.map { ", \(($0 + 500_000) / 1_000_000) ms" } ?? ""
            let text = "\(unit.finding.cause.title); \(unit.answered) of \(unit.asked) answered\(median)"
            return CrewScreen.wrapped(text, indent: "    ", first: "  \(unit.name): ")
        }
        return lines.joined(separator: "\n")
    }
}
