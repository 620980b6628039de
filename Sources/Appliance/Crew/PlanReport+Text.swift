extension PlanReport {
    /// For a terminal of 80 columns.
    public var text: String {
        self.buses.flatMap(\.lines).joined(separator: "\n")
    }

    /// Words of a sentence, broken before the 80th column and indented.
    static func wrapped(_ text: String, indent: Int, first: Int? = nil) -> [String] {
        var lines: [String] = []
        var line = String(repeating: " ", count: first ?? indent)
        var isEmpty = true
        for word in text.split(separator: " ") {
            if !isEmpty, line.count + 1 + word.count > 79 {
                lines.append(line)
                (line, isEmpty) = (String(repeating: " ", count: indent), true)
            }
            line += (isEmpty ? "" : " ") + word
            isEmpty = false
        }
        return lines + [line]
    }

    fileprivate static func milliseconds(_ value: Double) -> String {
        MeasureText.number(value, value < 100 ? 1 : 0) + " ms"
    }
}

extension PlanReport.Line {
    fileprivate var lines: [String] {
        let speed =
            self.baud.map { ", \($0) baud, silence \(MeasureText.number(self.silenceMilliseconds, 2)) ms" } ?? ""
        var lines = PlanReport.wrapped("bus \(self.bus): \(self.port)\(speed)", indent: 2, first: 0)
        for device in self.devices { lines += device.lines }
        lines += self.summary.flatMap { PlanReport.wrapped($0, indent: 4, first: 2) }
        return lines + [""]
    }

    private var summary: [String] {
        guard self.share > 0 else { return ["nothing is read on this bus by schedule"] }
        var lines = [
            "in all \(MeasureText.percent(self.share)) of the bus; a read for each value would take "
                + "\(MeasureText.percent(self.separateShare)), joining over gaps of up to 50 registers "
                + MeasureText.percent(self.greedyShare)
        ]
        if self.isOverbooked {
            let factor = MeasureText.number(self.share, 1)
            lines.append(
                "OVERBOOKED: this is \(factor) times what the bus can carry. Every device is still read in turn, each "
                    + "about \(factor) times as seldom as configured. Raise poll or telemetry, raise the baud rate of "
                    + "bus and devices, or move devices to another bus.")
        }
        return lines
    }
}

extension PlanReport.Device {
    fileprivate var lines: [String] {
        let turnaround =
            "turnaround \(PlanReport.milliseconds(self.turnaroundMilliseconds)) "
            + (self.isTurnaroundLearned ? "(learned)" : "(assumed)")
        let head = "\(self.device): unit \(self.unitId), \(self.profile), \(turnaround)"
        guard !self.rounds.isEmpty else {
            return PlanReport.wrapped("\(head); nothing is read by schedule", indent: 4, first: 2)
        }
        return PlanReport.wrapped("\(head), \(MeasureText.percent(self.share)) of the bus", indent: 4, first: 2)
            + self.rounds.flatMap(\.lines)
    }
}

extension PlanReport.Round {
    fileprivate var lines: [String] {
        let when =
            self.everySeconds.map { seconds in
                "about every \(MeasureText.number(seconds, seconds < 10 ? 1 : 0)) s: "
                    + "\(PlanReport.milliseconds(self.milliseconds)), \(MeasureText.percent(self.share))"
            } ?? "after each interval boundary: \(PlanReport.milliseconds(self.milliseconds))"
        var lines = ["    \(when)"]
        for read in self.reads {
            let last = read.address + read.count - 1
            lines += PlanReport.wrapped(
                "function \(read.function), \(read.address) to \(last) (\(read.count)), "
                    + "\(PlanReport.milliseconds(read.milliseconds)): \(read.fields.joined(separator: ", "))",
                indent: 8, first: 6)
        }
        if !self.unreadable.isEmpty {
            lines += PlanReport.wrapped(
                "no allowed read can fetch: \(self.unreadable.joined(separator: ", ")); check limits and alignment in "
                    + "the profile", indent: 8, first: 6)
        }
        return lines
    }
}
