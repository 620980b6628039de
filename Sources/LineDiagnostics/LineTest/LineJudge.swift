internal import ModbusProtocol

/// Draws the verdict from what was seen.
struct LineJudge {
    let plan: LineTestPlan
    let seen: LineObservations
    let isComplete: Bool

    var report: LineTestReport {
        let units = self.seen.units.map { (seen: $0, finding: self.verdict(of: $0)) }
        var findings = self.lineFindings(units.map(\.finding))
        if findings.isEmpty { findings = [self.allWell] }
        let rank = { (finding: LineFinding) in LineCause.bySeverity.firstIndex(of: finding.cause) ?? 0 }
        findings.sort { rank($0) < rank($1) }
        return LineTestReport(
            findings: findings,
            units: units.map { self.unitReport($0.seen, $0.finding) },
            lengths: self.lengths,
            listenedNanoseconds: self.seen.listened, exchanges: self.seen.exchanges, parameters: self.plan.parameters)
    }

    private func unitReport(_ unit: UnitObservations, _ finding: LineFinding) -> LineTestReport.Unit {
        let all = unit.all
        let sorted = unit.latencies.sorted()
        return LineTestReport.Unit(
            unit: unit.tested.unit, name: unit.tested.name, finding: finding, asked: all.asked,
            answered: all.answered, damaged: all.damaged, silent: all.silent,
            medianLatencyNanoseconds: sorted.isEmpty ? nil : sorted[sorted.count / 2],
            worstLatencyNanoseconds: sorted.last)
    }

    private var lengths: [LineTestReport.Length] {
        AnswerSize.allCases.map { size in
            let sum = self.seen.units.reduce(Outcomes()) { $0 + $1[size] }
            return LineTestReport.Length(
                bytes: sum.bytes, asked: sum.asked, answered: sum.answered, damaged: sum.damaged, silent: sum.silent)
        }
    }

    private var allWell: LineFinding {
        let all = self.seen.units.reduce(Outcomes()) { $0 + $1.all }
        guard all.asked > 0 else {
            return LineFinding(
                .notTested, confidence: 99, summary: "Nothing was asked, so nothing is known.",
                advice: ["Run the test to its end."])
        }
        return LineFinding(
            .ok, confidence: self.isComplete ? 95 : 60,
            summary: "All units answer, at every length, and the line is quiet between.",
            evidence: [
                "\(Wording.share(all.answered, of: all.asked)) answered, \(all.damaged) damaged",
                self.quietness,
            ])
    }

    /// `listened 8.0 s: no byte`.
    var quietness: String {
        let bytes =
            self.seen.idleBytes == 0
            ? "no stray byte"
            : "\(Wording.count(self.seen.idleBytes, "stray byte")) in \(Wording.count(self.seen.idleBursts, "burst"))"
        return "listened \(Wording.seconds(self.seen.listened)) to the idle line: \(bytes)"
    }

    // MARK: The line

    private func lineFindings(_ units: [LineFinding]) -> [LineFinding] {
        if let master = self.secondMaster() {
            return [master] + self.grouped(units.filter { $0.cause == .wrongBaud || $0.cause == .wrongParity })
        }
        var findings: [LineFinding] = []
        var concerned = units
        if let cable = self.cableBreak(units) {
            findings.append(cable)
            concerned.removeAll { $0.cause == .noAnswer && !Set($0.units).isDisjoint(with: cable.units) }
        }
        if let noise = self.noise() {
            findings.append(noise)
            // What is told of the line is not told again of each unit.
            concerned.removeAll { $0.cause == .noise || $0.cause == .intermittent }
        }
        if let termination = self.termination() {
            findings.append(termination)
            concerned.removeAll { [.missingTermination, .noise, .intermittent].contains($0.cause) }
        }
        findings += self.grouped(concerned)
        if let echo = self.echo() { findings.append(echo) }
        return findings
    }

    /// One finding for all units with the same cause and parameters.
    private func grouped(_ findings: [LineFinding]) -> [LineFinding] {
        var groups: [LineFinding] = []
        for finding in findings where finding.cause != .ok && finding.cause != .notTested {
            let same = groups.firstIndex { $0.cause == finding.cause && $0.parameters == finding.parameters }
            guard let index = same else {
                groups.append(finding)
                continue
            }
            groups[index].units += finding.units
            groups[index].confidencePercent = max(groups[index].confidencePercent, finding.confidencePercent)
            groups[index].evidence += finding.evidence
        }
        return groups.map { self.worded($0) }
    }

    private func worded(_ group: LineFinding) -> LineFinding {
        guard group.units.count > 1 || self.plan.units.count == 1 else { return group }
        var group = group
        let isAll = group.units.count == self.plan.units.count
        let who = isAll && group.units.count > 1 ? "All units" : "Units \(Wording.list(group.units))"
        if group.units.count > 1 { group.summary = "\(who): \(group.cause.title)\(self.place(of: group))." }
        if group.cause == .noAnswer, isAll {
            group.advice = LineAdvice.deadLine(self.plan.parameters, echo: self.seen.echoes > 0)
        }
        group.evidence = Array(group.evidence.prefix(12))
        return group
    }

    private func place(of group: LineFinding) -> String {
        group.parameters.map { ", they answer at \($0)" } ?? ""
    }
}
