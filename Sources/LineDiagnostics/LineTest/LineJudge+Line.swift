internal import ModbusProtocol

// Causes that concern the line as a whole.
extension LineJudge {
    func secondMaster() -> LineFinding? {
        let count = self.seen.foreignRequestCount
        guard count > 0 else { return nil }
        let examples = self.seen.foreignRequests.map {
            "\($0.bytes.hexText()) is a request this box did not send: \($0)"
        }
        let others = self.seen.foreignAnswers + self.seen.collisions
        return LineFinding(
            .secondMaster, confidence: count > 1 ? 97 : 75,
            summary: "Somebody else asks on this line: \(Wording.count(count, "foreign request")) heard.",
            evidence: examples + [self.quietness]
                + (others > 0 ? ["\(others) foreign answers and collisions besides"] : []),
            advice: LineAdvice.secondMaster)
    }

    /// All units but those that another cause explains better.
    private var fairUnits: [UnitObservations] {
        self.seen.units.filter { ($0.foundAt == nil || $0.answers) && self.duplicate($0) == nil }
    }

    func noise() -> LineFinding? {
        let fair = self.fairUnits
        let sum = fair.reduce(Outcomes()) { $0 + $1.all }
        let strays = fair.reduce(0) { $0 + $1.strayExchanges }
        let isIdleNoisy = self.seen.idleBursts > 1
        // Bytes right behind the frames alone are reflections, where long answers suffer and short ones do not.
        let isSpread = strays > 2 && strays * 40 > sum.asked && self.isSpread(fair, \.strayExchanges)
        let isRandom = sum.damaged > 2 && sum.damaged * 40 > sum.asked
        guard isIdleNoisy || (self.lengthContrast == nil && (isSpread || isRandom)) else { return nil }
        guard sum.asked == 0 || sum.answered > 0 else { return nil }
        let examples = (self.seen.idleExamples + fair.flatMap(\.strayBytes)).prefix(3)
        return LineFinding(
            .noise, confidence: isIdleNoisy ? (self.seen.idleBursts > 4 ? 95 : 80) : 65,
            summary: isIdleNoisy
                ? "Bytes come out of an idle line that nobody sent." : "Answers are disturbed at random.",
            evidence: [
                self.quietness,
                "\(Wording.share(sum.damaged, of: sum.asked)) answers damaged, "
                    + "\(strays) with stray bytes around them",
            ] + self.lengthEvidence + examples.map { "heard \($0.hexText())" },
            advice: LineAdvice.noise)
    }

    private func isSpread(_ units: [UnitObservations], _ count: (UnitObservations) -> Int) -> Bool {
        guard units.count > 2 else { return true }
        let counts = units.map(count)
        let most = counts.max() ?? 0
        return 10 * most < 8 * counts.reduce(0, +)
    }

    func termination() -> LineFinding? {
        guard self.seen.idleBursts < 2, let contrast = self.lengthContrast else { return nil }
        return LineFinding(
            .missingTermination, confidence: contrast > 4 ? 92 : contrast > 3 ? 82 : 65,
            summary: "Long answers are damaged and short ones are not, on a quiet line.",
            evidence: self.lengthEvidence + [self.quietness]
                + self.fairUnits.flatMap(\.damagedBytes).prefix(2).map { "damaged: \($0.hexText(limit: 40))" },
            advice: LineAdvice.termination)
    }

    /// By how many standard deviations long answers are damaged more often than short ones; nil where that may be
    /// chance, or where short ones suffer as well.
    private var lengthContrast: Double? {
        let fair = self.fairUnits
        let short = fair.reduce(Outcomes()) { $0 + $1[.short] }
        let medium = fair.reduce(Outcomes()) { $0 + $1[.medium] }
        var long = fair.reduce(Outcomes()) { $0 + $1[.long] }
        // Some meters give nothing that is much longer.
        if 3 * medium.bytes > 2 * long.bytes { long = long + medium }
        guard short.asked > 5, long.asked > 3, long.damaged > 2 else { return nil }
        let (low, high) = (short.damagedShare, long.damagedShare)
        guard high > 0.03, high > 2.5 * low + 0.02 else { return nil }
        let pooled = Double(short.damaged + long.damaged) / Double(short.asked + long.asked)
        let spread = (pooled * (1 - pooled) * (1 / Double(short.asked) + 1 / Double(long.asked))).squareRoot()
        let contrast = (high - low) / max(spread, 0.001)
        return contrast > 2 ? contrast : nil
    }

    var lengthEvidence: [String] {
        AnswerSize.allCases.compactMap { size in
            let sum = self.fairUnits.reduce(Outcomes()) { $0 + $1[size] }
            guard sum.asked > 0 else { return nil }
            let bytes = sum.bytes > 0 ? "up to \(sum.bytes) bytes" : "\(size)"
            return "answers of \(bytes): \(Wording.share(sum.damaged, of: sum.asked)) damaged"
        }
    }

    func echo() -> LineFinding? {
        guard self.seen.exchanges > 0, 2 * self.seen.echoes > self.seen.exchanges else { return nil }
        return LineFinding(
            .echo, confidence: 97, summary: "The adapter returns every request; GridTally takes it out.",
            evidence: [
                "the request came back in \(Wording.share(self.seen.echoes, of: self.seen.exchanges)) exchanges"
            ],
            advice: LineAdvice.echo)
    }

    /// - Parameter units: the verdicts over the units, in their order.
    func cableBreak(_ units: [LineFinding]) -> LineFinding? {
        let order = CableOrder(self.plan.cableOrder)
        let silent = units.filter { $0.cause == .noAnswer }.flatMap(\.units)
        let answering = self.seen.units.filter(\.responds).map(\.tested.unit)
        guard let place = order.findBreak(answering: answering, silent: silent) else { return nil }
        let before = self.name(place.lastAnswering)
        let behind = self.name(place.firstSilent)
        let count = place.silent.count
        let known = order.units.filter { answering.contains($0) || silent.contains($0) }
        var finding = LineFinding(
            .cableBreak, confidence: count > 2 ? 95 : count > 1 ? 88 : 55, units: place.silent,
            summary: count > 1
                ? "Break or reversal between \(before) and \(behind)."
                : "Break or reversal between \(before) and \(behind), or \(behind) itself is dead.",
            evidence: [
                "\(known.count - count) units up to \(before) answer, none of the \(count) behind",
                "also silent at other rates and parities",
            ],
            advice: LineAdvice.cableBreak(before: before, behind: behind))
        finding.lastAnswering = place.lastAnswering
        finding.firstSilent = place.firstSilent
        return finding
    }

    func name(_ unit: UInt8) -> String { self.plan.units.first { $0.unit == unit }?.name ?? "unit \(unit)" }
}
