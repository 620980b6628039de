internal import ModbusProtocol

// Verdicts over single units.
extension LineJudge {
    /// A disturbed line damages this many of a hundred short answers at most before two devices are suspected.
    private static let collisionShare = 0.25

    func verdict(of unit: UnitObservations) -> LineFinding {
        let all = unit.all
        let address = unit.tested.unit
        if let parameters = unit.foundAt, !unit.answers { return self.foundElsewhere(unit, parameters) }
        if all.asked == 0 {
            return LineFinding(
                .notTested, confidence: 99, units: [address], summary: "\(unit.tested.name) was not asked.")
        }
        if let duplicate = self.duplicate(unit) { return duplicate }
        if !unit.answers { return all.damaged > 1 ? self.onlyDamaged(unit) : self.silent(unit) }
        if let slow = self.slow(unit) { return slow }
        if let disturbed = self.disturbed(unit) { return disturbed }
        return LineFinding(
            .ok, confidence: all.asked > 5 ? 95 : 70, units: [address],
            summary: "\(unit.tested.name) answers.", evidence: [self.counts(unit)])
    }

    private func counts(_ unit: UnitObservations) -> String {
        let all = unit.all
        var text = "\(unit.tested.name): \(Wording.share(all.answered, of: all.asked)) answered"
        if all.damaged > 0 { text += ", \(all.damaged) damaged" }
        if all.silent > 0 { text += ", \(all.silent) without an answer" }
        let sorted = unit.latencies.sorted()
        if let worst = sorted.last {
            text += ", after \(Wording.milliseconds(sorted[sorted.count / 2])) (at most \(Wording.milliseconds(worst)))"
        }
        return text
    }

    private func foundElsewhere(_ unit: UnitObservations, _ parameters: LineParameters) -> LineFinding {
        let isBaud = parameters.baud != self.plan.parameters?.baud
        let configured = self.plan.parameters.map { "\($0)" } ?? "the bus's own parameters"
        return LineFinding(
            isBaud ? .wrongBaud : .wrongParity, confidence: 96, units: [unit.tested.unit],
            summary: "\(unit.tested.name) answers at \(parameters), not at \(configured).",
            evidence: [
                "at \(configured): \(Wording.share(unit.all.answered, of: unit.all.asked)) answered",
                "at \(parameters) heard \(unit.foundBytes.hexText())",
            ],
            advice: LineAdvice.wrongParameters(parameters, configured: configured, isWholeLine: self.allFound),
            parameters: parameters)
    }

    private var allFound: Bool { self.seen.units.allSatisfy { $0.foundAt != nil && !$0.answers } }

    // MARK: Two devices

    func duplicate(_ unit: UnitObservations) -> LineFinding? {
        guard unit.foundAt == nil || unit.answers, let confidence = self.duplicateConfidence(unit) else { return nil }
        var evidence = [self.counts(unit)]
        if unit.doubleAnswers > 0 {
            evidence.append("\(Wording.count(unit.doubleAnswers, "second answer")) came after the first")
        }
        if unit.identityChanges > 1 {
            evidence.append(
                "its serial number changes: " + unit.identities.map { $0.hexText() }.joined(separator: ", "))
        }
        if unit.repeatedDamage > 0 {
            evidence.append("\(unit.repeatedDamage) damaged answers repeat an earlier one byte for byte")
        }
        let short = unit[.short]
        evidence.append(
            "answers of up to \(short.bytes) bytes: \(Wording.share(short.damaged, of: short.asked)) damaged")
        evidence.append(self.quietness)
        evidence += unit.damagedBytes.map { "damaged: \($0.hexText())" }
        return LineFinding(
            .duplicateAddress, confidence: confidence, units: [unit.tested.unit],
            summary: "Two devices answer as unit \(unit.tested.unit).", evidence: evidence,
            advice: LineAdvice.duplicate(unit.tested.unit))
    }

    private func duplicateConfidence(_ unit: UnitObservations) -> Int? {
        if self.seen.foreignRequestCount > 0 { return nil }
        if unit.identityChanges > 1 { return 97 }
        if unit.doubleAnswers > 1 { return 95 }
        let short = unit[.short]
        guard short.asked > 2 else { return nil }
        if unit.repeatedDamage > 1 { return 88 }
        if self.isDamagedAlone(unit) { return 75 }
        let others = self.seen.units.filter { $0.tested.unit != unit.tested.unit && $0.answers }
        let rest = others.reduce(Outcomes()) { $0 + $1[.short] }
        let isAlone = others.isEmpty || rest.damagedShare < 0.1
        let isQuiet = self.seen.idleBursts < 2
        let share = short.damagedShare + (unit.doubleAnswers > 0 ? 0.15 : 0)
        guard isAlone, share > (isQuiet ? Self.collisionShare : 0.6) else { return nil }
        // A meter alone on a disturbed cable: damage there is worse the longer the answer.
        if others.isEmpty, isQuiet, unit.doubleAnswers == 0, unit[.long].damagedShare > 2.5 * short.damagedShare {
            return nil
        }
        return short.damaged > 4 ? 85 : 70
    }

    /// Most of its long answers are damaged and none of the others' is: a bad cable would not choose.
    private func isDamagedAlone(_ unit: UnitObservations) -> Bool {
        let own = unit[.medium] + unit[.long]
        let rest = self.seen.units.filter { $0.tested.unit != unit.tested.unit && $0.answers }
            .reduce(Outcomes()) { $0 + $1[.medium] + $1[.long] }
        return own.damaged > 3 && own.damagedShare > 0.5 && rest.asked > 11 && rest.damagedShare < 0.02
    }

    // MARK: Silent, slow, disturbed

    private func onlyDamaged(_ unit: UnitObservations) -> LineFinding {
        LineFinding(
            .noise, confidence: 50, units: [unit.tested.unit],
            summary: "\(unit.tested.name) answers, but never legibly.",
            evidence: [self.counts(unit)] + unit.damagedBytes.map { "heard \($0.hexText())" },
            advice: LineAdvice.noise)
    }

    private func silent(_ unit: UnitObservations) -> LineFinding {
        var evidence = [
            "\(unit.tested.name): asked \(unit.all.asked) times, waited up to "
                + "\(Wording.seconds(self.plan.patienceNanoseconds)): nothing"
        ]
        if unit.trials > 0 { evidence.append("\(unit.trials) tries at other rates and parities: nothing") }
        if !unit.garbledAt.isEmpty {
            evidence.append("bytes that are no frame at " + unit.garbledAt.map(\.description).joined(separator: ", "))
        }
        return LineFinding(
            .noAnswer, confidence: unit.all.asked > 2 ? 90 : 60, units: [unit.tested.unit],
            summary: "\(unit.tested.name) does not answer.", evidence: evidence,
            advice: LineAdvice.silentUnit(unit.tested.unit))
    }

    private func slow(_ unit: UnitObservations) -> LineFinding? {
        let late = unit.latencies.filter { $0 > self.plan.timeoutNanoseconds }
        guard late.count > 1 || 5 * late.count > unit.latencies.count, let worst = late.max() else { return nil }
        let limit = Wording.milliseconds(self.plan.timeoutNanoseconds)
        return LineFinding(
            .tooSlow, confidence: late.count > 1 ? 95 : 75, units: [unit.tested.unit],
            summary: "\(unit.tested.name) takes up to \(Wording.milliseconds(worst)), and the bus waits \(limit).",
            evidence: [
                "\(Wording.share(late.count, of: unit.latencies.count)) answers came after more than \(limit)",
                self.counts(unit),
            ],
            advice: LineAdvice.tooSlow(worst))
    }

    private func disturbed(_ unit: UnitObservations) -> LineFinding? {
        let all = unit.all
        if 10 * all.damaged >= all.asked, all.damaged > 2 {
            let cause: LineCause = self.termination() == nil ? .noise : .missingTermination
            return LineFinding(
                cause, confidence: 55, units: [unit.tested.unit],
                summary: "Answers of \(unit.tested.name) are damaged.",
                evidence: [self.counts(unit)] + unit.damagedBytes.map { "damaged: \($0.hexText())" },
                advice: cause == .noise ? LineAdvice.noise : LineAdvice.termination)
        }
        guard all.silent > 2, all.silentShare > 0.12 else { return nil }
        return LineFinding(
            .intermittent, confidence: 70, units: [unit.tested.unit],
            summary: "\(unit.tested.name) answers only sometimes.", evidence: [self.counts(unit)],
            advice: LineAdvice.intermittent(unit.tested.unit))
    }
}
