/// The story of a device as crews read it, at 80 columns.
public enum WhyText {
    /// - Parameter count: how many of the last exchanges are shown.
    public static func text(of report: WhyReport, exchanges count: Int) -> String {
        var lines = self.heading(report)
        lines += self.doubts(report)
        for finding in report.findings where finding.device != nil || finding.isFault {
            lines += StatisticsText.lines(of: finding)
        }
        let shown = report.exchanges.suffix(count)
        if !shown.isEmpty {
            lines += ["", "The last \(shown.count) exchanges, the newest last (UTC):"]
            lines += shown.flatMap { self.lines(of: $0) }
        }
        return (lines + self.advice(report)).joined(separator: "\n")
    }

    private static func heading(_ report: WhyReport) -> [String] {
        let names = [report.meter, report.serial.map { "serial \($0)" }, report.profile].compactMap { $0 }
        let who = report.device.map { "\($0), unit \(report.unit)" } ?? "unit \(report.unit)"
        var lines = [
            CrewScreen.wrapped(
                "\(who) on \(report.bus) (\(report.port))\(names.isEmpty ? "" : ": \(names.joined(separator: ", "))")",
                indent: "  ", first: "")
        ]
        if report.busState != "open" {
            lines.append(CrewScreen.wrapped("The bus is not open: \(report.busState)", indent: "  "))
        }
        lines.append(CrewScreen.wrapped(report.summary, indent: "  "))
        var state: [String] = []
        switch report.isCommunicating {
        case true?: state.append("polled")
        case false?: state.append("SILENT: only probed from time to time")
        case nil: break
        }
        if let seconds = report.nextProbeSeconds { state.append("next probe in \(StatisticsText.duration(seconds))") }
        if let seconds = report.lastAnswerSeconds {
            state.append("last good answer \(StatisticsText.duration(seconds)) ago")
        }
        if let milliseconds = report.timeoutMilliseconds {
            state.append("waits \(StatisticsText.milliseconds(milliseconds)) for an answer")
        }
        if !state.isEmpty { lines.append(CrewScreen.wrapped(state.joined(separator: ", "), indent: "  ")) }
        return lines
    }

    private static func doubts(_ report: WhyReport) -> [String] {
        guard !report.doubts.isEmpty else { return [] }
        // What one question did not bring is one story.
        var groups: [(names: [String], newest: ValueDoubt)] = []
        for doubt in report.doubts {
            let same = groups.firstIndex {
                doubt.value == nil && $0.newest.value == nil && $0.newest.meaning == doubt.meaning
            }
            if let same { groups[same].names.append(doubt.name) } else { groups.append(([doubt.name], doubt)) }
        }
        return ["", "Values missing or in doubt:"]
            + groups.map { names, doubt in
                let value = doubt.value.map { " (\($0))" } ?? ""
                let age = "\(StatisticsText.duration(doubt.ageSeconds)) ago"
                return CrewScreen.wrapped(
                    "\(names.joined(separator: ", ")): \(doubt.quality)\(value), \(age): \(doubt.meaning)",
                    indent: "    ", first: "  - ")
            }
    }

    private static func lines(of story: ExchangeStory) -> [String] {
        let time = story.time.split(separator: "T").last.map { String($0.dropLast()) } ?? story.time
        var lines = [CrewScreen.wrapped("\(story.question): \(story.verdict)", indent: "    ", first: "  \(time)  ")]
        lines.append(CrewScreen.wrapped(story.sent, indent: "      ", first: "    > "))
        lines += story.heard.map { CrewScreen.wrapped($0, indent: "      ", first: "    < ") }
        lines += (story.values.isEmpty ? story.reasons : story.reasons.filter { !$0.hasPrefix("Values:") })
            .map { CrewScreen.wrapped($0, indent: "      ") }
        lines += story.values.map { CrewScreen.wrapped($0, indent: "        ", first: "      ") }
        return lines
    }

    private static func advice(_ report: WhyReport) -> [String] {
        guard !report.advice.isEmpty else { return [] }
        return ["", "What to do:"]
            + report.advice.enumerated().map {
                CrewScreen.wrapped($0.element, indent: "    ", first: "  \($0.offset + 1). ")
            }
    }
}
