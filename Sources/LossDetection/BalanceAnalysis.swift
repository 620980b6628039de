import ElementaryFunctions

/// A cause that was found, with what speaks for it.
struct FoundCause: Sendable {
    var dated: DatedCause
    /// Of the marginal likelihoods with and without it.
    var logLikelihoodRatio: Double
    var coefficient: Double
    /// How much rows vary around what the cause explains, in what they vary without one.
    var spread: Double
    /// What else could explain it, best first, with how much less likely (natural logarithm) it is.
    var others: [(cause: Cause, behind: Double)]
}

/// What a window of rows says: the causes, and the model with all of them in it.
struct BalanceAnalysis: Sendable {
    var causes: [FoundCause]
    var fit: LossFit
    /// Of each channel: how much its rows vary, in what was expected of meters and clocks alone.
    var scales: [Double]
    /// That the fit knows.
    var exchanges: [DatedCause]
}

/// Splits what a balance does not explain into causes, one after another.
struct BalanceAnalyst: Sendable {
    /// How far the likelihood has to speak for a cause before anything is said (natural logarithm). With it the false
    /// alarms stay within one a year for a transformer, over all causes, onsets and evaluations.
    static let threshold = 14.0
    private static let mostCauses = 4
    private static let mostRivals = 8
    /// Square of the deviations to which a row counts against an explanation.
    private static let farthest = 900.0
    /// Power with which the spread around a meter's gain falls off, before anything was read.
    private static let steadiness = 4.0
    /// How much better (natural logarithm) another cause has to be than the one that was said already.
    private static let inertia = 4.0

    let parameters: LossParameters
    let memory: LossMemory
    let channels: Int
    let channelOfHouse: [Int?]
    /// W that each channel usually takes.
    let watts: [Double]
    /// Causes that are looked for.
    let causes: [Cause]
    /// Exchanges of meters: the new one has a gain of its own.
    let exchanges: [DatedCause]
    /// Share of what passes a meter that it has to miscount before anything is said.
    let leastGain: Double

    private func search(_ causes: [Cause]) -> CauseSearch {
        CauseSearch(causes: causes, channels: self.channels, channelOfHouse: self.channelOfHouse, watts: self.watts)
    }

    /// Nil where the numbers are not finite.
    func analyse(
        _ given: [LossFit.Line], onsets: [Int], known: [FoundCause], _ pieces: inout Pieces
    ) throws(Pieces.Unfinished) -> BalanceAnalysis? {
        let measured = try pieces.piece(given.count) { self.fit(given, known.map(\.dated)).map(self.scales) }
        guard let scales = measured else { return nil }
        let lines = Self.scaled(given, scales)
        guard var fit = try self.fit(lines, known, &pieces) else { return nil }
        var found = try self.again(known, fit, lines, onsets, &pieces)
        if !known.isEmpty { fit = try self.fit(lines, found, &pieces) ?? fit }
        while found.count < Self.mostCauses,
            let cause = try self.best(
                fit, self.loosened(lines, found), found.map(\.dated), onsets, current: nil, &pieces)
        {
            found.append(cause)
            guard let next = try self.fit(lines, found, &pieces) else { break }
            fit = next
        }
        if let one = try self.single(for: found, lines, onsets, &pieces),
            let next = try self.fit(lines, [one], &pieces)
        {
            (found, fit) = ([one], next)
        }
        return BalanceAnalysis(causes: found, fit: fit, scales: scales, exchanges: self.exchanges)
    }

    /// Rows with the deviations that were measured.
    static func scaled(_ given: [LossFit.Line], _ scales: [Double]) -> [LossFit.Line] {
        var lines = given
        for index in lines.indices { lines[index].deviation *= scales[lines[index].row.channel] }
        return lines
    }

    /// One cause on all phases that explains more than several that were found one after another, each on its own.
    private func single(
        for found: [FoundCause], _ lines: [LossFit.Line], _ onsets: [Int], _ pieces: inout Pieces
    ) throws(Pieces.Unfinished) -> FoundCause? {
        guard found.count > 1, let plain = try self.fit(lines, [], &pieces) else { return nil }
        let wide = self.causes.filter { cause in (0..<self.channels).allSatisfy { self.touches(cause, $0) } }
        let ranked = try self.explanations(wide, plain, onsets, &pieces)
        let judged = try self.judge(ranked, lines, [], &pieces)
        guard let best = self.chosen(judged, nil, ranked.first?.logLikelihoodRatio ?? 0),
            best.logLikelihoodRatio > Self.threshold
        else { return nil }
        let isBetter = try pieces.piece(2 * lines.count) {
            let (one, several) = (
                self.logLikelihood(lines, [best.dated]), self.logLikelihood(lines, found.map(\.dated))
            )
            return one ?? -.infinity > several ?? .infinity
        }
        return isBetter ? best : nil
    }

    private func fit(
        _ lines: [LossFit.Line], _ causes: [FoundCause], _ pieces: inout Pieces
    ) throws(Pieces.Unfinished) -> LossFit? {
        try pieces.piece(lines.count) { self.fit(self.loosened(lines, causes), causes.map(\.dated)) }
    }

    /// Known causes, each judged anew beside the others; `fit` holds them all.
    private func again(
        _ known: [FoundCause], _ fit: LossFit, _ lines: [LossFit.Line], _ onsets: [Int], _ pieces: inout Pieces
    ) throws(Pieces.Unfinished) -> [FoundCause] {
        var found = known
        for index in found.indices {
            var others = found
            others.remove(at: index)
            let loose = self.loosened(lines, others)
            let alone = try pieces.piece(lines.count) {
                // The trust of the fit that holds it: without it, its own rows would look like outliers.
                var trusted = loose
                for row in trusted.indices { trusted[row].trust = fit.lines[row].trust }
                return self.fit(trusted, others.map(\.dated), isTrustFixed: true)
            }
            guard let without = alone else { continue }
            if let again = try self.best(
                without, loose, others.map(\.dated), onsets, current: found[index], &pieces)
            {
                found[index] = again
            } else {
                found[index].logLikelihoodRatio = 0
            }
        }
        found.removeAll { $0.logLikelihoodRatio < Self.threshold / 2 }
        return found
    }

    /// What varies around causes is noise to all others.
    private func loosened(_ lines: [LossFit.Line], _ causes: [FoundCause]) -> [LossFit.Line] {
        causes.reduce(lines) { self.loosened($0, $1.dated, by: $1.spread) }
    }

    private func loosened(_ lines: [LossFit.Line], _ dated: DatedCause, by spread: Double) -> [LossFit.Line] {
        guard spread > 1 else { return lines }
        var lines = lines
        for index in lines.indices
        where lines[index].row.end > dated.onset && self.touches(dated.cause, lines[index].row.channel) {
            lines[index].deviation *= spread
        }
        return lines
    }

    /// The likeliest cause beyond what is known, if enough speaks for one.
    private func best(
        _ fit: LossFit, _ given: [LossFit.Line], _ known: [DatedCause], _ onsets: [Int], current: FoundCause?,
        _ pieces: inout Pieces
    ) throws(Pieces.Unfinished) -> FoundCause? {
        // One cause on a phase: what is left beside a load that comes and goes looks like many.
        let free = self.causes.filter { cause in
            !(0..<self.channels).contains { channel in
                self.touches(cause, channel) && known.contains { self.touches($0.cause, channel) }
            }
        }
        let onsets = current.map { onsets + [$0.dated.onset] } ?? onsets
        let ranked = try self.explanations(free, fit, onsets, &pieces)
        guard let top = ranked.first, top.logLikelihoodRatio > (current == nil ? Self.threshold : Self.threshold / 2)
        else { return nil }
        var judged = try self.judge(ranked, given, known, &pieces)
        // A load that comes and goes is no noise of meters: the onset and the rivals are judged again in its own.
        if let first = judged.first, first.spread > 1.5 {
            let always = DatedCause(cause: first.explanation.dated.cause, onset: .min)
            let own = try pieces.piece(given.count) {
                self.fit(self.loosened(given, always, by: first.spread), known)
            }
            if let loose = own {
                let again = try self.judge(
                    try self.explanations(free, loose, onsets, &pieces), given, known, &pieces)
                judged = (again + judged).sorted { $0.score > $1.score }
            }
        }
        guard let chosen = self.chosen(judged, current, top.logLikelihoodRatio) else { return nil }
        // What is said already has stood the test.
        guard current == nil else { return chosen }
        let stands = try pieces.piece(2 * given.count) { self.stands(chosen.dated, fit, given, known, onsets) }
        return stands ? chosen : nil
    }

    /// Whether a cause is still there without the hours that speak most for it: what happened once, a wrong value, a guess
    /// in a gap, is no loss that goes on. Nor is it one where it stood before the onset, and everything else is held
    /// against it.
    private func stands(
        _ dated: DatedCause, _ without: LossFit, _ given: [LossFit.Line], _ known: [DatedCause], _ onsets: [Int]
    ) -> Bool {
        guard let with = self.fit(given, known + [dated]) else { return false }
        var most = 0.0
        var hours: Range<Int>?
        for (one, other) in zip(without.lines, with.lines)
        where self.touches(dated.cause, one.row.channel) {
            let gain = one.weight * (one.residual * one.residual - other.residual * other.residual)
            if gain > most { (most, hours) = (gain, one.row.start..<one.row.end) }
        }
        guard let hours else { return false }
        var lines = given
        for index in lines.indices {
            let row = lines[index].row
            lines[index].trust = (row.start..<row.end).overlaps(hours) ? 0 : without.lines[index].trust
        }
        guard let rest = self.fit(lines, known, isTrustFixed: true) else { return false }
        return !self.search([dated.cause]).best(rest, onsets: onsets, over: Self.threshold / 2).isEmpty
    }

    /// Rows times houses that are searched in one piece.
    private static let searched = 12_000

    /// The best explanation of each cause that a crew could see, best first.
    private func explanations(
        _ causes: [Cause], _ fit: LossFit, _ onsets: [Int], _ pieces: inout Pieces
    ) throws(Pieces.Unfinished) -> [Explanation] {
        let parts = 1 + fit.lines.count * self.channelOfHouse.count / Self.searched
        var found: [Explanation] = []
        for part in 0..<parts {
            found += try pieces.piece(fit.lines.count / 2 + 3 * fit.lines.count / parts) {
                let own = causes.filter { ($0.house ?? 0) % parts == part }
                return self.search(own).best(fit, onsets: onsets).filter { self.isLarge($0) }
            }
        }
        return found.sorted { $0.logLikelihoodRatio > $1.logLikelihoodRatio }
    }

    /// The first of those that were judged, or what was said already where it is hardly worse.
    private func chosen(_ judged: [Judged], _ current: FoundCause?, _ logLikelihoodRatio: Double) -> FoundCause? {
        guard var best = judged.first else { return nil }
        if let current, let same = judged.first(where: { $0.explanation.dated.cause == current.dated.cause }),
            same.score > best.score - Self.inertia
        {
            best = same
        }
        var others: [(cause: Cause, behind: Double)] = []
        for rival in judged where rival.explanation.dated.cause != best.explanation.dated.cause {
            if !others.contains(where: { $0.cause == rival.explanation.dated.cause }) {
                others.append((rival.explanation.dated.cause, best.score - rival.score))
            }
        }
        return FoundCause(
            dated: best.explanation.dated, logLikelihoodRatio: logLikelihoodRatio,
            coefficient: best.coefficient, spread: best.spread, others: others)
    }

    private func judge(
        _ ranked: [Explanation], _ lines: [LossFit.Line], _ known: [DatedCause], _ pieces: inout Pieces
    ) throws(Pieces.Unfinished) -> [Judged] {
        guard let top = ranked.first else { return [] }
        var rivals = Array(ranked.prefix(Self.mostRivals))
        for explanation in ranked.dropFirst(Self.mostRivals) {
            if case .tap = explanation.dated.cause, explanation.logLikelihoodRatio > top.logLikelihoodRatio / 4 {
                rivals.append(explanation)
            }
        }
        var found: [Judged] = []
        for rival in rivals {
            guard let judged = try pieces.piece(3 * lines.count / 2, { self.judge(rival, lines, known) }) else {
                continue
            }
            if case .gain = rival.dated.cause, abs(judged.coefficient) <= self.leastGain { continue }
            found.append(judged)
        }
        // All are held against each other in as many rows as the best one's errors leave independent.
        let independent = found.max { $0.score < $1.score }.map(\.independent) ?? 1
        for index in found.indices { found[index].score -= (1 - independent) * found[index].match }
        return found.sorted { $0.score > $1.score }
    }

    /// Of what passed since: what no balance in the field tells from meters that drift with the weather.
    private static let leastShare = 0.0025

    /// Wh that have to be missing before anything is said.
    static func leastEnergy(_ watts: [Double]) -> Double { max(150, 0.008 * 24 * (watts.max() ?? 0)) }

    /// Whether a crew could see the effect at all: what is smaller is a meter within its class, or noise.
    private func isLarge(_ explanation: Explanation) -> Bool {
        let isSure =
            abs(explanation.energy) > 3 * explanation.energyDeviation
            && explanation.rows > (explanation.logLikelihoodRatio > 50 ? 1 : 2)
        let usual = self.watts[explanation.dated.cause.channel(self.channelOfHouse)] * 3 * Double(explanation.rows)
        let least = max(Self.leastEnergy(self.watts), Self.leastShare * usual)
        return switch explanation.dated.cause {
        case .tap, .gain:
            isSure && abs(explanation.energy) > least
                && (explanation.isTap || abs(explanation.coefficient) > self.leastGain)
        case .transformer:
            isSure && abs(explanation.coefficient) > 0.012
                && abs(explanation.energy) > 2.5 * least
        case .shift:
            isSure && explanation.rows > 3 && abs(explanation.coefficient) > 0.05
                && abs(explanation.energy) > least
        }
    }

    private struct Judged {
        var explanation: Explanation
        /// Profile likelihood of all rows, with the cause's own noise, less its price (BIC) and the model's bend.
        var score: Double
        /// The profile likelihood in it.
        var match: Double
        /// Share of the rows that say something of their own: what goes on for hours is the same error once more.
        var independent: Double
        var spread: Double
        var coefficient: Double
    }

    private func judge(_ explanation: Explanation, _ lines: [LossFit.Line], _ known: [DatedCause]) -> Judged? {
        let dated = explanation.dated
        guard let first = self.fit(lines, known + [dated]) else { return nil }
        let rough = self.match(first.lines.map(\.residual), dated.cause, lines).spread
        // In the noise of meters alone the model would bend to a load that comes and goes, far from anything that was
        // believed of it: the model is taken from the fit in the load's own noise, the cause is then fitted closely.
        guard let fit = rough > 1 ? self.fit(self.loosened(lines, dated, by: rough), known + [dated]) : first,
            self.accounts(dated, fit), let rest = self.rest(dated, fit, lines)
        else { return nil }
        let match = self.match(rest, dated.cause, lines)
        let price = dated.cause.price / 2 * Elementary.log(Double(max(1, lines.count)))
        let place = fit.estimates.count - dated.cause.dimensions
        // A meter that counts a part follows its own energy: what varies around that speaks against it, not against a tap.
        let doubt = explanation.isTap ? 0 : Self.steadiness * Elementary.log(match.spread)
        return Judged(
            explanation: explanation, score: match.score - price - doubt - self.bend(fit), match: match.score,
            independent: match.spread > 1 ? self.independent(rest, dated, lines) : 1, spread: match.spread,
            coefficient: fit.estimates[place])
    }

    /// Of rows with errors that follow one another, each a share of the one before.
    private func independent(_ rests: [Double], _ dated: DatedCause, _ lines: [LossFit.Line]) -> Double {
        var squares = 0.0
        var products = 0.0
        for channel in 0..<self.channels where self.touches(dated.cause, channel) {
            var last: Double?
            for (rest, line) in zip(rests, lines) where line.row.channel == channel && line.row.start >= dated.onset {
                let score = max(-Self.most, min(Self.most, rest / line.deviation))
                squares += score * score
                if let last { products += last * score }
                last = score
            }
        }
        let share = max(0, min(0.95, products / max(1e-9, squares)))
        return (1 - share) / (1 + share)
    }

    /// Deviations.
    private static let most = 30.0

    /// How far a fit's model is from what was believed of it: what is said of a cause must not rest on meters that are all
    /// a little worse than any meter is.
    private func bend(_ fit: LossFit) -> Double {
        zip(fit.estimates, self.parameters.deviations).reduce(0) { $0 + $1.0 * $1.0 / ($1.1 * $1.1) } / 2
    }

    /// What a cause leaves of each row where the rest of the model is as in a fit, Wh; the cause is the fit's last.
    private func rest(_ dated: DatedCause, _ fit: LossFit, _ lines: [LossFit.Line]) -> [Double]? {
        let place = fit.estimates.count - dated.cause.dimensions
        var information = Matrix(diagonal: dated.cause.deviations(watts: self.watts).map { 1 / ($0 * $0) })
        var score = [Double](repeating: 0, count: dated.cause.dimensions)
        let open = fit.lines.map { line in
            line.regressors.reduce(line.residual) { $1.place < place ? $0 : $0 + $1.value * fit.estimates[$1.place] }
        }
        for (index, line) in fit.lines.enumerated() {
            let weight = line.trust / (lines[index].deviation * lines[index].deviation)
            let own = line.regressors.filter { $0.place >= place }
            for (first, value) in own {
                score[first - place] += weight * value * open[index]
                for (second, other) in own where second <= first {
                    information[first - place, second - place] += weight * value * other
                }
            }
        }
        guard let estimates = CholeskyFactor(information)?.solve(score) else { return nil }
        return fit.lines.indices.map { index in
            fit.lines[index].regressors.reduce(open[index]) {
                $1.place < place ? $0 : $0 - $1.value * estimates[$1.place - place]
            }
        }
    }

    /// How well a fit with causes meets all rows, less what the causes cost and the model's bend: in the noise that the rows
    /// show where that is more than was expected.
    func logLikelihood(_ lines: [LossFit.Line], _ causes: [DatedCause]) -> Double? {
        guard let fit = self.fit(lines, causes) else { return nil }
        var squares = [Double](repeating: 0, count: self.channels)
        var counts = squares
        for line in fit.lines {
            squares[line.row.channel] += min(Self.farthest, line.score * line.score)
            counts[line.row.channel] += 1
        }
        let price = causes.reduce(0) { $0 + $1.cause.price } / 2 * Elementary.log(Double(max(1, lines.count)))
        return zip(squares, counts).reduce(-price - self.bend(fit)) { sum, channel in
            guard channel.1 > 0 else { return sum }
            let mean = channel.0 / channel.1
            return sum + channel.1 / 2 * (mean > 1 ? -Elementary.log(mean) : 1 - mean)
        }
    }

    /// How well rests meet the rows: the profile likelihood over all phases, and how much the rows vary on those that the
    /// cause touches, in the noise of meters.
    private func match(_ rests: [Double], _ cause: Cause, _ lines: [LossFit.Line]) -> (score: Double, spread: Double) {
        var squares = [Double](repeating: 0, count: self.channels)
        var counts = squares
        for (rest, line) in zip(rests, lines) {
            let score = rest / line.deviation
            squares[line.row.channel] += min(Self.farthest, score * score)
            counts[line.row.channel] += 1
        }
        var score = 0.0
        var spread = 1.0
        for channel in 0..<self.channels where counts[channel] > 0 {
            let mean = squares[channel] / counts[channel]
            score -= counts[channel] / 2 * Elementary.log(max(1, mean))
            if self.touches(cause, channel) { spread = max(spread, mean.squareRoot()) }
        }
        return (score, spread)
    }

    /// Whether a cause accounts for what is unexplained since its onset: of the same sign, and a good part of it. What
    /// only follows the course of something else does not.
    private func accounts(_ dated: DatedCause, _ fit: LossFit) -> Bool {
        let place = fit.estimates.count - dated.cause.dimensions
        let channel = dated.cause.channel(self.channelOfHouse)
        var whole = 0.0
        var modelled = 0.0
        for line in fit.lines where line.row.start >= dated.onset && self.touches(dated.cause, line.row.channel) {
            if case .shift = dated.cause, line.row.channel != channel { continue }
            whole += line.unexplained
            for (offset, value) in dated.cause.regressors(line.row, self.channelOfHouse) {
                modelled += value * fit.estimates[place + offset]
            }
        }
        return modelled * whole > 0 && abs(modelled) > 0.3 * abs(whole)
    }

    func fit(_ lines: [LossFit.Line], _ causes: [DatedCause], isTrustFixed: Bool = false) -> LossFit? {
        LossFit(
            lines, parameters: self.parameters, memory: self.memory, causes: self.exchanges + causes,
            deviations: self.exchanges.map { _ in [0.008] } + causes.map { $0.cause.deviations(watts: self.watts) },
            channelOfHouse: self.channelOfHouse, isTrustFixed: isTrustFixed)
    }

    /// How much rows differ from their neighbours, against what was expected: the lower quartile, as a tap that comes
    /// and goes is no noise. A step changes one difference only.
    private func scales(_ fit: LossFit) -> [Double] {
        var scores: [[Double]] = Array(repeating: [], count: self.channels)
        for number in fit.lines.indices { scores[fit.lines[number].row.channel].append(fit.lines[number].score) }
        return scores.map { scores in
            let own = scores.suffix(240)
            var steps = zip(own, own.dropFirst()).map { abs($0 - $1) }
            guard steps.count >= 16 else { return 1 }
            steps.sort()
            return max(0.4, min(3, steps[steps.count / 4] / 0.3186 / 1.4142))
        }
    }

    func touches(_ cause: Cause, _ channel: Int) -> Bool {
        switch cause {
        case .tap(let own): own == channel
        case .gain(let house): self.channelOfHouse[house].map { $0 == channel } ?? true
        case .transformer: true
        case .shift(let house, let to): to == channel || self.channelOfHouse[house] == channel
        }
    }

    /// Whether enough speaks for a cause beyond a fit from one of some onsets on.
    func screen(_ fit: LossFit, onsets: [Int]) -> Bool {
        self.search(self.causes).best(fit, onsets: onsets, over: Self.threshold).contains { self.isLarge($0) }
    }
}
