import Metering

/// Puts an analysis of the balance into a judgement: kind, phase, energy, suspects.
struct LossJudge {
    /// Deviations that the energy has to be away from nothing, in the cause's own noise.
    private static let certainty = 4.0

    let state: FeederState
    let analyst: BalanceAnalyst
    let now: Int
    /// Houses whose loads changed against their voltages in opposite ways.
    let pair: OwnDropWatch.Pair?

    func judge(
        _ analysis: BalanceAnalysis, _ pieces: inout Pieces
    ) throws(Pieces.Unfinished) -> LossJudgement? {
        let parts = self.energies(analysis)
        guard let main = parts.max(by: { abs($0.energy) < abs($1.energy) }) else {
            return self.pair.map { self.judge($0) }
        }
        if let pair = self.pair, pair.energy > 1.5 * abs(main.energy) || self.isPartOf(pair, main) {
            return self.judge(pair)
        }
        guard abs(main.energy) > Self.certainty * main.variance.squareRoot() else { return nil }
        let site = try self.site(main.cause, analysis, &pieces)
        let cause = site.cause
        var suspects = site.suspects
        for part in parts where part.cause.dated != main.cause.dated && part.cause.dated.cause != main.cause.dated.cause
        {
            for suspect in try self.site(part.cause, analysis, &pieces).suspects.prefix(1)
            where !suspects.prefix(3).contains(where: { $0.meter == suspect.meter }) {
                suspects.insert(suspect, at: min(2, suspects.count))
            }
        }
        var kind = self.kind(cause, main.energy)
        if self.state.topology.medium == .water, kind == .unmeteredLoad, self.isSteady(main.cause, analysis) {
            kind = .leak
        }
        // What is missing on all phases alike is no house's.
        if cause != .transformer, let fault = try self.fault(main.cause, &pieces) {
            kind = fault.fault == .stopped ? .underRegistration : .tamperedSeries
            suspects.removeAll { $0.meter == .house(fault.house) }
            suspects.insert(LossSuspect(meter: .house(fault.house), reason: .series), at: 0)
        }
        let same = parts.filter { ($0.energy < 0) == (main.energy < 0) }
        let energy = same.reduce(0) { $0 + $1.energy }
        return LossJudgement(
            time: self.state.time(self.now), kind: kind, phase: site.phase,
            onset: self.state.time(main.cause.dated.onset), energy: cause == .transformer ? -energy : energy,
            energyDeviation: same.reduce(0) { $0 + $1.variance }.squareRoot(),
            suspects: suspects, logLikelihoodRatio: main.cause.logLikelihoodRatio,
            alternatives: self.alternatives(main.cause), test: .balance)
    }

    private func isPartOf(_ pair: OwnDropWatch.Pair, _ main: Part) -> Bool {
        guard case .gain(let house) = main.cause.dated.cause else { return false }
        return (house == pair.slowed || house == pair.raised) && pair.energy > abs(main.energy)
    }

    private func judge(_ pair: OwnDropWatch.Pair) -> LossJudgement {
        LossJudgement(
            time: self.state.time(self.now), kind: .underRegistration,
            phase: self.state.phaseOfHouse(pair.slowed),
            onset: self.state.time(pair.since), energy: pair.energy, energyDeviation: pair.deviation,
            suspects: [pair.slowed, pair.raised].map { LossSuspect(meter: .house($0), reason: .againstItsVoltage) },
            logLikelihoodRatio: pair.certainty * pair.certainty / 2, alternatives: [], test: .ownVoltages)
    }

    /// A house on the cause's phases whose series went wrong when the cause began.
    private func fault(
        _ found: FoundCause, _ pieces: inout Pieces
    ) throws(Pieces.Unfinished) -> SeriesIntegrity.Found? {
        let integrity = SeriesIntegrity(state: self.state, now: self.now)
        var faults: [SeriesIntegrity.Found] = []
        for house in self.state.houses.indices {
            let channel = self.analyst.channelOfHouse[house]
            guard channel.map({ self.analyst.touches(found.dated.cause, $0) }) ?? true,
                let fault = try pieces.piece(Self.seriesCost, { integrity.fault(of: house) })
            else { continue }
            faults.append(fault)
        }
        return faults.filter { abs($0.since - found.dated.onset) < 3 * self.state.perDay }.max { $0.share < $1.share }
    }

    private struct Part {
        var cause: FoundCause
        /// Wh.
        var energy: Double
        var variance: Double
    }

    /// Whether a load without a meter is there at all hours alike.
    private func isSteady(_ found: FoundCause, _ analysis: BalanceAnalysis) -> Bool {
        guard let index = analysis.causes.firstIndex(where: { $0.dated == found.dated }) else { return false }
        let offset = self.offset(of: index, analysis)
        let mean = analysis.fit.estimates[offset]
        let blocks = (1...EnergyRow.blocks).map { mean + analysis.fit.estimates[offset + $0] }
        let usual = blocks.reduce(0, +) / Double(blocks.count)
        return blocks.allSatisfy { $0 > 0.6 * usual }
    }

    /// Where the coefficients of one of a fit's causes are.
    private func offset(of index: Int, _ analysis: BalanceAnalysis) -> Int {
        let known = self.analyst.exchanges + analysis.causes[..<index].map(\.dated)
        return known.reduce(analysis.fit.baseCount) { $0 + $1.cause.dimensions }
    }

    /// What each phase has lost since its first cause, shared among its causes by what each explains.
    private func energies(_ analysis: BalanceAnalysis) -> [Part] {
        var parts = analysis.causes.map { Part(cause: $0, energy: 0, variance: 0) }
        for channel in 0..<self.state.channels {
            let own = parts.indices.filter { self.analyst.touches(parts[$0].cause.dated.cause, channel) }
            guard let onset = own.map({ parts[$0].cause.dated.onset }).min() else { continue }
            let lines = analysis.fit.lines.filter { $0.row.channel == channel && $0.row.start >= onset }
            let whole = lines.reduce(0) { $0 + $1.unexplained }
            let variance = lines.reduce(0) { $0 + $1.deviation * $1.deviation }
            let modelled = own.map { self.modelled($0, lines, analysis) }
            let sum = modelled.reduce(0, +)
            let isClear = abs(sum) > 0.2 * modelled.reduce(0) { $0 + abs($1) }
            for (index, energy) in zip(own, modelled) {
                let share: Double
                switch parts[index].cause.dated.cause {
                // What was moved to another phase is not lost twice.
                case .shift(let house, _) where self.analyst.channelOfHouse[house] != channel: continue
                case .transformer: share = energy
                default: share = isClear ? energy * whole / sum : energy
                }
                parts[index].energy += share
                parts[index].variance += variance
            }
        }
        return parts
    }

    /// Wh that the fit explains by one of its causes.
    private func modelled(_ index: Int, _ lines: [LossFit.Line], _ analysis: BalanceAnalysis) -> Double {
        let dated = analysis.causes[index].dated
        let offset = self.offset(of: index, analysis)
        return lines.filter { $0.row.start >= dated.onset }.reduce(0) { sum, line in
            dated.cause.regressors(line.row, self.analyst.channelOfHouse).reduce(sum) {
                $0 + $1.value * analysis.fit.estimates[offset + $1.place]
            }
        }
    }

    private func kind(_ cause: Cause, _ energy: Double) -> LossKind {
        switch cause {
        case .tap: energy < 0 ? .overRegistration : .unmeteredLoad
        case .gain, .shift: energy < 0 ? .overRegistration : .underRegistration
        // Less is delivered than the houses count: it is the transformer's meter that counts too little.
        case .transformer: energy < 0 ? .underRegistration : .overRegistration
        }
    }

    private func phase(_ cause: Cause) -> GridPhase? {
        switch cause {
        case .tap(let channel): self.state.channels == 3 ? GridPhase(rawValue: channel) : nil
        case .gain(let house), .shift(let house, _): self.state.phaseOfHouse(house)
        case .transformer: nil
        }
    }

    /// What it is, and where a crew has to look.
    private struct Site {
        var cause: Cause
        var suspects: [LossSuspect]
        var phase: GridPhase?
    }

    private func site(
        _ found: FoundCause, _ analysis: BalanceAnalysis, _ pieces: inout Pieces
    ) throws(Pieces.Unfinished) -> Site {
        let own = found.dated.cause
        guard let channel = self.channel(of: found, analysis) else {
            return Site(cause: own, suspects: self.suspects(own, found.others), phase: nil)
        }
        let phase = self.state.channels == 3 ? GridPhase(rawValue: channel) : self.phase(own)
        guard let locator = try self.locator(found, channel, analysis, &pieces) else {
            return Site(cause: own, suspects: self.suspects(own, found.others), phase: phase)
        }
        let scores = try locator.scores(&pieces)
        guard !scores.isEmpty, let best = CausePlacing(scores: scores, state: self.state).ranked(found).first else {
            return Site(cause: own, suspects: self.suspects(own, found.others), phase: phase)
        }
        let ranked = CausePlacing(scores: scores, state: self.state).ranked(found)
        guard case .tap = best.cause else {
            return Site(
                cause: best.cause, suspects: self.suspects(best.cause, Array(ranked.dropFirst())),
                phase: self.state.channels == 3 ? phase : self.phase(best.cause))
        }
        let near = locator.found(scores)
        return Site(
            cause: best.cause,
            suspects: near.houses.map { LossSuspect(meter: .house($0.house), reason: .nearTheLoad(ohms: $0.ohms)) },
            phase: self.state.channels == 3 ? phase : near.phase)
    }

    /// The phase on which a cause lacks something: of a meter on all three that on which nearly all of it is missing, as where
    /// one of its phases is lost. Nil where it is missing on all.
    private func channel(of found: FoundCause, _ analysis: BalanceAnalysis) -> Int? {
        guard self.state.channels == 3 else { return 0 }
        switch found.dated.cause {
        case .transformer: return nil
        case .tap(let channel): return channel
        case .gain(let house), .shift(let house, _):
            if let own = self.analyst.channelOfHouse[house] { return own }
        }
        var missing = [Double](repeating: 0, count: 3)
        for line in analysis.fit.lines where line.row.start >= found.dated.onset {
            missing[line.row.channel] += line.unexplained
        }
        let sum = missing.reduce(0) { $0 + abs($1) }
        return missing.indices.first { abs(missing[$0]) > Self.nearlyAll * sum }
    }

    private static let nearlyAll = 0.75

    /// By the balance alone.
    private func suspects(_ cause: Cause, _ others: [CausePlacing.Ranked]) -> [LossSuspect] {
        switch cause {
        case .tap(let channel):
            // Those on this phase alone first.
            let members = self.state.members(ofChannel: channel)
            let own = members.filter { self.analyst.channelOfHouse[$0] != nil }
            let houses = own + members.filter { self.analyst.channelOfHouse[$0] == nil }
            return houses.map { LossSuspect(meter: .house($0), reason: .samePhase) }
        case .gain(let house), .shift(let house, _):
            var suspects = [LossSuspect(meter: .house(house), reason: .followsItsEnergy)]
            for (cause, _) in others {
                if case .gain(let other) = cause, !suspects.contains(where: { $0.meter == .house(other) }) {
                    suspects.append(LossSuspect(meter: .house(other), reason: .followsItsEnergy))
                }
            }
            return suspects
        case .transformer: return [LossSuspect(meter: .transformer, reason: .transformer)]
        }
    }

    /// Nil where nothing can be located.
    private func locator(
        _ found: FoundCause, _ channel: Int, _ analysis: BalanceAnalysis, _ pieces: inout Pieces
    ) throws(Pieces.Unfinished) -> TapLocator? {
        guard self.state.network.knowsLines else { return nil }
        var amperes: [(number: Int, amperes: Double)] = []
        for first in stride(from: max(0, self.now - self.state.capacity), to: self.now, by: Self.perPiece) {
            let numbers = first..<min(self.now, first + Self.perPiece)
            amperes += try pieces.piece(5 * numbers.count) { self.amperes(channel, numbers, analysis) }
        }
        return TapLocator(
            state: self.state, phase: self.state.channels == 3 ? GridPhase(rawValue: channel) : nil,
            amperes: LoadCourse(amperes, onset: found.dated.onset).amperes)
    }

    /// Intervals that are gone through in one piece.
    private static let perPiece = 480
    /// What a house's series costs, in rows of a fit.
    private static let seriesCost = 800

    /// A that nothing explains on a phase, at the intervals that are known.
    private func amperes(
        _ channel: Int, _ numbers: Range<Int>, _ analysis: BalanceAnalysis
    ) -> [(number: Int, amperes: Double)] {
        let members = self.state.members(ofChannel: channel)
        return numbers.compactMap { number in
            guard let row = EnergyRow(interval: number, channel: channel, self.state) else { return nil }
            let rest =
                row.delivered - members.reduce(0) { $0 + row.registered[$1] }
                - self.analyst.parameters.explained(row, members: members, estimates: analysis.fit.estimates)
            return (number, rest / self.state.perAmpere)
        }
    }

    private func alternatives(_ found: FoundCause) -> [LossAlternative] {
        found.others.prefix(4).map { other, behind in
            let meter: FeederMeter? =
                switch other {
                case .gain(let house), .shift(let house, _): .house(house)
                case .transformer: .transformer
                case .tap: nil
                }
            return LossAlternative(
                phase: self.phase(other), meter: meter, behind: behind)
        }
    }
}
