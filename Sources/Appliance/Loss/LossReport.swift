/// What the box's own watch says of a transformer or district: for the crew, because it names meters.
public struct LossReport: Codable, Sendable {
    public struct Finding: Codable, Sendable {
        /// When it was first said, by the time of the readings.
        public var firstSaid: String?
        public var sentence: String
        public var certainty: String
        /// What to look at, in this order.
        public var firstSteps: [String]
        public var alarm: AlarmLine
    }

    public var node: String
    public var summary: AnalysisSummary
    public var finding: Finding?
    /// The tagged places for which alarms wait; nil where the tags cannot be read, and alarms wait as well.
    public var pausedBy: [String]?
    /// What crews found on site within a year; nil where nobody was there.
    public var visits: String?
    /// What a crew refuted: the alarm is not told before it weighs more.
    public var isHeldBack: Bool
    /// What a crew should know of the calibration of the public balance; nil where it stands, or is none yet.
    public var calibration: String?
    /// False: nothing that is read now is taken.
    public var isClockSure: Bool
    /// The readings of the last weeks are still being gone through.
    public var isReplaying: Bool
    /// What makes it weaker, in sentences.
    public var weaknesses: [String]
}

/// A page for a crew.
public struct LossPageReport: Codable, Sendable {
    public var html: String
}

extension LossReport {
    /// For a terminal.
    public var text: String {
        var lines = ["\(self.node):"]
        if let finding {
            lines.append(finding.sentence + (finding.firstSaid.map { " First said \($0)." } ?? ""))
            lines.append(finding.certainty)
            lines += finding.firstSteps.enumerated().map { "  \($0.offset + 1). \($0.element)" }
        } else {
            lines.append(self.summary.nothingFound)
        }
        for phase in self.summary.coverage where phase.silent.isEmpty {
            if let until = phase.until { lines.append("\(phase.phase ?? "Balance"): up to \(until)") }
        }
        lines += self.summary.lines
        lines += self.weaknesses
        if let calibration { lines.append(calibration) }
        if let visits { lines.append(visits) }
        if self.isHeldBack { lines.append("It is not told: a crew refuted the like, and it does not weigh more yet.") }
        if let places = self.pausedBy {
            if !places.isEmpty {
                lines.append("No alarm is told while a safety tag stands on \(places.joined(separator: ", ")).")
            }
        } else {
            lines.append("No alarm is told: the safety tags cannot be read. See `gridtally tag list`.")
        }
        if !self.isClockSure {
            lines.append("The clock is not sure: nothing that is read now is taken. See `gridtally doctor`.")
        }
        if self.isReplaying { lines.append("The readings of the last weeks are still being gone through.") }
        return lines.joined(separator: "\n  ")
    }
}
