import ElementaryFunctions

/// A cause with what speaks for it.
struct Explanation: Sendable {
    var dated: DatedCause
    /// Of the marginal likelihoods with and without the cause.
    var logLikelihoodRatio: Double
    /// Wh since the onset: what no meter counted, or below 0 what was counted too much.
    var energy: Double
    /// Standard deviation of `energy`.
    var energyDeviation: Double
    /// Rows of a phase that the cause touches.
    var rows: Int
    /// Of a cause with one coefficient.
    var coefficient: Double

    var isTap: Bool { if case .tap = self.dated.cause { true } else { false } }
}

/// The likelihood of each cause from each row on, beyond a fit without it: for a Gaussian model with a Gaussian prior on
/// the cause's coefficients it is exact, and needs the fit's residuals only.
///
/// Rows are added up by columns that several causes share: what a house's meter counted on a phase is its gain's regressor
/// there, and with the other sign that of what was moved to the phase.
struct CauseSearch: Sendable {
    /// A cause with one coefficient.
    private struct Candidate: Sendable {
        var cause: Cause
        var deviation: Double
        /// The phase on which its rows are counted.
        var counted: Int
        /// All are added up.
        var columns: Range<Int>
        /// What is taken off: the phase that something was moved to.
        var taken: Int?
        /// The phases whose rows it is about; nil: all.
        var channels: (own: Int, other: Int)?

        /// Whether phases that have new rows are among its own.
        func isTouched(_ news: [Bool]) -> Bool { self.channels.map { news[$0.own] || news[$0.other] } ?? true }
    }

    private struct Tap: Sendable {
        var channel: Int
        var deviations: [Double]
        /// The first of its columns.
        var column: Int
    }

    /// The columns that a row of a phase adds to.
    private struct Channel: Sendable {
        /// The first of a tap's.
        var tap: Int?
        var houses: [(house: Int, column: Int)] = []
    }

    private var taps: [Tap] = []
    private var candidates: [Candidate] = []
    private var channels: [Channel]
    private var transformer: Int?
    private var columns = 0
    private var ofHouse: [[Int: Int]]
    private let channelOfHouse: [Int?]

    init(causes: [Cause], channels count: Int, channelOfHouse: [Int?], watts: [Double]) {
        self.channels = Array(repeating: Channel(), count: count)
        self.ofHouse = Array(repeating: [:], count: count)
        self.channelOfHouse = channelOfHouse
        for cause in causes { self.add(cause, cause.deviations(watts: watts)) }
    }

    private mutating func add(_ cause: Cause, _ deviations: [Double]) {
        let counted = cause.channel(self.channelOfHouse)
        var taken: Int?
        var touched: (own: Int, other: Int)?
        let columns: Range<Int>
        switch cause {
        case .tap(let channel):
            self.taps.append(Tap(channel: channel, deviations: deviations, column: self.columns))
            self.channels[channel].tap = self.columns
            self.columns += cause.dimensions
            return
        case .gain(let house):
            // A house on all phases has no other cause: its columns come one after another.
            let own = self.channelOfHouse[house].map { $0...$0 } ?? 0...(self.channels.count - 1)
            let numbers = own.map { self.column(house, $0) }
            columns = numbers[0]..<(numbers[0] + numbers.count)
            touched = self.channelOfHouse[house].map { ($0, $0) }
        case .transformer:
            self.transformer = self.columns
            self.columns += 1
            columns = (self.columns - 1)..<self.columns
        case .shift(let house, let to):
            let own = self.column(house, counted)
            columns = own..<(own + 1)
            taken = self.column(house, to)
            touched = (counted, to)
        }
        self.candidates.append(
            Candidate(
                cause: cause, deviation: deviations[0], counted: counted, columns: columns, taken: taken,
                channels: touched))
    }

    private mutating func column(_ house: Int, _ channel: Int) -> Int {
        if let known = self.ofHouse[channel][house] { return known }
        defer { self.columns += 1 }
        self.ofHouse[channel][house] = self.columns
        self.channels[channel].houses.append((house, self.columns))
        return self.columns
    }

    /// The best explanation of each cause over the onsets, best first, where it is more than `least`; onsets are
    /// intervals, at starts of rows.
    func best(_ fit: LossFit, onsets: [Int], over least: Double = -.infinity) -> [Explanation] {
        SearchSums.with(fit.factor, columns: self.columns, channels: self.channels.count) { sums in
            var taps = [Explanation?](repeating: nil, count: self.taps.count)
            var singles = [Explanation?](repeating: nil, count: self.candidates.count)
            var end = fit.lines.count
            for onset in onsets.sorted(by: >) {
                let first = fit.lines[..<end].partitioningIndex { $0.row.start >= onset }
                let news = self.add(fit.lines, first..<end, sums)
                end = first
                for index in self.taps.indices where news[self.taps[index].channel] {
                    let known = taps[index]?.logLikelihoodRatio ?? least
                    if let found = self.judge(self.taps[index], sums, onset, over: known) { taps[index] = found }
                }
                for index in self.candidates.indices where self.candidates[index].isTouched(news) {
                    let known = singles[index]?.logLikelihoodRatio ?? least
                    if let found = self.judge(self.candidates[index], sums, onset, over: known) {
                        singles[index] = found
                    }
                }
            }
            return (taps + singles).compactMap { $0 }.sorted { $0.logLikelihoodRatio > $1.logLikelihoodRatio }
        } ?? []
    }

    /// Adds rows, and tells on which phases there were any.
    private func add(_ lines: [LossFit.Line], _ numbers: Range<Int>, _ sums: SearchSums) -> [Bool] {
        var news = [Bool](repeating: false, count: self.channels.count)
        for channel in self.channels.indices {
            var count = 0
            for number in numbers where lines[number].row.channel == channel {
                self.set(lines[number], as: count, sums)
                count += 1
                if count == SearchSums.together {
                    self.add(count, channel, sums)
                    count = 0
                }
                news[channel] = true
            }
            if count > 0 { self.add(count, channel, sums) }
            if news[channel] { self.explain(channel, sums) }
        }
        if let transformer = self.transformer { sums.explain(transformer) }
        return news
    }

    private func set(_ line: LossFit.Line, as number: Int, _ sums: SearchSums) {
        let channel = self.channels[line.row.channel]
        sums.begin(line, as: number)
        line.row.registered.withUnsafeBufferPointer { registered in
            for (house, column) in channel.houses { sums.set(registered[house], in: column, of: number) }
        }
        if let transformer = self.transformer { sums.set(line.row.delivered, in: transformer, of: number) }
        guard let tap = channel.tap else { return }
        sums.set(line.row.hours, in: tap, of: number)
        for block in 0..<EnergyRow.blocks { sums.set(line.row.blockHours[block], in: tap + 1 + block, of: number) }
        let regressors = Cause.tap(channel: line.row.channel).regressors(line.row, [])
        sums.add(regressors, channel: line.row.channel, weight: line.weight)
    }

    /// Adds so many rows that were set.
    private func add(_ count: Int, _ channel: Int, _ sums: SearchSums) {
        for (_, column) in self.channels[channel].houses { sums.add(column, of: count) }
        if let transformer = self.transformer { sums.add(transformer, of: count) }
        guard let tap = self.channels[channel].tap else { return }
        for place in 0..<SearchSums.tapSize { sums.add(tap + place, of: count) }
    }

    private func explain(_ channel: Int, _ sums: SearchSums) {
        for (_, column) in self.channels[channel].houses { sums.explain(column) }
    }

    /// What speaks for a tap from an onset on, where it is more than `least`.
    private func judge(_ tap: Tap, _ sums: SearchSums, _ onset: Int, over least: Double) -> Explanation? {
        // Most blocks of the day are used: the first hours after an onset leave some out.
        let used = (0..<SearchSums.tapSize).filter { sums.tap(tap.channel, $0, $0) > 0 }
        let count = used.count
        guard count > 0 else { return nil }
        // The matrix, its right side, and what the coefficients sum up to.
        return withUnsafeTemporaryAllocation(of: Double.self, capacity: (count + 2) * count) { space in
            guard let matrix = space.baseAddress else { return nil }
            let (right, totals) = (matrix + count * count, matrix + count * (count + 1))
            // In units of the prior's deviations: information I + D·(G − UᵀA⁻¹U)·D.
            for (i, first) in used.enumerated() {
                let scale = tap.deviations[first]
                right[i] = scale * sums.score[tap.column + first]
                totals[i] = scale * sums.total[tap.column + first]
                for (j, second) in used[...i].enumerated() {
                    let open =
                        sums.tap(tap.channel, first, second) - sums.product(tap.column + first, tap.column + second)
                    matrix[i * count + j] = scale * tap.deviations[second] * open + (i == j ? 1 : 0)
                }
            }
            guard let factor = Triangle(factorising: matrix, size: count) else { return nil }
            factor.forward(right)
            let ratio = product(right, right, count) / 2 - Elementary.log(factor.halfDeterminant)
            guard ratio > least else { return nil }
            factor.backward(right)
            let energy = product(right, totals, count)
            factor.forward(totals)
            return Explanation(
                dated: DatedCause(cause: .tap(channel: tap.channel), onset: onset), logLikelihoodRatio: ratio,
                energy: energy,
                energyDeviation: product(totals, totals, count).squareRoot(),
                rows: Int(sums.rows[tap.channel]), coefficient: right[0] * tap.deviations[used[0]])
        }
    }

    /// As for a tap, for a cause with one coefficient.
    private func judge(_ candidate: Candidate, _ sums: SearchSums, _ onset: Int, over least: Double) -> Explanation? {
        var own = 0.0
        var score = 0.0
        // What is moved to another phase is not lost twice.
        var total = 0.0
        var explained = 0.0
        for first in candidate.columns {
            own += sums.square[first]
            score += sums.score[first]
            total += sums.total[first]
            explained += sums.explained[first]
            for second in candidate.columns.lowerBound..<first { explained += 2 * sums.product(first, second) }
        }
        if let taken = candidate.taken {
            own += sums.square[taken]
            score -= sums.score[taken]
            explained += sums.explained[taken]
            for first in candidate.columns { explained -= 2 * sums.product(first, taken) }
        }
        guard own > 0 else { return nil }
        let scale = candidate.deviation
        let information = 1 + scale * scale * (own - explained)
        guard information > 0 else { return nil }
        let right = scale * score
        let most = right * right / information / 2
        // The logarithm only takes away.
        guard most > least || information < 1 else { return nil }
        let ratio = most - Elementary.log(information) / 2
        guard ratio > least else { return nil }
        return Explanation(
            dated: DatedCause(cause: candidate.cause, onset: onset), logLikelihoodRatio: ratio,
            energy: right / information * scale * total,
            energyDeviation: abs(scale * total) / information.squareRoot(),
            rows: Int(sums.rows[candidate.counted]), coefficient: right / information * scale)
    }
}
