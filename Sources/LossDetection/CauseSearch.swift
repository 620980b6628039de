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
    private struct Candidate: Sendable {
        var cause: Cause
        var deviations: [Double]
        /// The phase on which its rows are counted.
        var counted: Int
        /// One for each coefficient; of a cause with one coefficient all that are added up.
        var columns: [Int]
        /// What is taken off: the phase that something was moved to.
        var taken: Int?
    }

    /// The columns that a row of a phase adds to.
    private struct Channel: Sendable {
        /// The first of a tap's.
        var tap: Int?
        var houses: [(house: Int, column: Int)] = []
    }

    /// Sums over the rows from an onset on.
    private struct Sums {
        let size: Int
        /// By column: the regressor's products with the whitened parameters'.
        var cross: [Double]
        /// By column: its product with the residuals, with itself, and its sum.
        var score: [Double]
        var square: [Double]
        var total: [Double]
        /// By phase: the products of a tap's coefficients with one another.
        var tap: [Matrix]
        /// By phase.
        var rows: [Int]

        init(size: Int, columns: Int, channels: Int) {
            self.size = size
            self.cross = Array(repeating: 0, count: columns * size)
            self.score = Array(repeating: 0, count: columns)
            self.square = self.score
            self.total = self.score
            self.tap = Array(repeating: Matrix(rows: Self.tapSize, columns: Self.tapSize), count: channels)
            self.rows = Array(repeating: 0, count: channels)
        }

        private static let tapSize = Cause.tap(channel: 0).dimensions

        /// Adds a row's value of one column.
        mutating func add(_ value: Double, to column: Int, _ line: LossFit.Line, _ whitened: [Double]) {
            guard value != 0 else { return }
            let weighted = line.weight * value
            self.score[column] += weighted * line.residual
            self.square[column] += weighted * value
            self.total[column] += value
            let from = column * self.size
            self.cross.withUnsafeMutableBufferPointer { cross in
                whitened.withUnsafeBufferPointer { whitened in
                    for k in whitened.indices { cross[from + k] += weighted * whitened[k] }
                }
            }
        }

        /// The product of two columns' parts that the fit's parameters explain.
        func product(_ first: Int, _ second: Int) -> Double {
            self.cross.withUnsafeBufferPointer { cross in
                LossDetection.product(
                    UnsafeBufferPointer(rebasing: cross[(first * self.size)..<((first + 1) * self.size)]),
                    UnsafeBufferPointer(rebasing: cross[(second * self.size)..<((second + 1) * self.size)]))
            }
        }
    }

    private let candidates: [Candidate]
    private let channels: [Channel]
    private let transformer: Int?
    private let columns: Int

    init(causes: [Cause], channels count: Int, channelOfHouse: [Int?], watts: [Double]) {
        var channels = Array(repeating: Channel(), count: count)
        var columns = 0
        var ofHouse: [[Int: Int]] = Array(repeating: [:], count: count)
        func column(_ house: Int, _ channel: Int) -> Int {
            if let known = ofHouse[channel][house] { return known }
            defer { columns += 1 }
            ofHouse[channel][house] = columns
            channels[channel].houses.append((house, columns))
            return columns
        }
        var transformer: Int?
        self.candidates = causes.map { cause in
            var candidate = Candidate(
                cause: cause, deviations: cause.deviations(watts: watts), counted: cause.channel(channelOfHouse),
                columns: [])
            switch cause {
            case .tap(let channel):
                channels[channel].tap = columns
                candidate.columns = Array(columns..<(columns + cause.dimensions))
                columns += cause.dimensions
            case .gain(let house):
                candidate.columns = (channelOfHouse[house].map { [$0] } ?? Array(0..<count)).map { column(house, $0) }
            case .transformer:
                candidate.columns = [columns]
                transformer = columns
                columns += 1
            case .shift(let house, let to):
                candidate.columns = [column(house, candidate.counted)]
                candidate.taken = column(house, to)
            }
            return candidate
        }
        self.channels = channels
        self.transformer = transformer
        self.columns = columns
    }

    /// The best explanation of each cause over the onsets, best first; onsets are intervals, at starts of rows.
    func best(_ fit: LossFit, onsets: [Int]) -> [Explanation] {
        var sums = Sums(size: fit.estimates.count, columns: self.columns, channels: self.channels.count)
        var best: [Explanation?] = Array(repeating: nil, count: self.candidates.count)
        var line = fit.lines.count - 1
        for onset in onsets.sorted(by: >) {
            while line >= 0, fit.lines[line].row.start >= onset {
                self.add(fit.lines[line], fit.factor, &sums)
                line -= 1
            }
            for (index, candidate) in self.candidates.enumerated() {
                guard let found = self.judge(candidate, sums, onset) else { continue }
                if found.logLikelihoodRatio > best[index]?.logLikelihoodRatio ?? -.infinity { best[index] = found }
            }
        }
        return best.compactMap { $0 }.sorted { $0.logLikelihoodRatio > $1.logLikelihoodRatio }
    }

    private func add(_ line: LossFit.Line, _ factor: CholeskyFactor, _ sums: inout Sums) {
        var dense = [Double](repeating: 0, count: factor.size)
        for (place, value) in line.regressors { dense[place] = value }
        let whitened = factor.forward(dense)
        let channel = self.channels[line.row.channel]
        sums.rows[line.row.channel] += 1
        for (house, column) in channel.houses { sums.add(line.row.registered[house], to: column, line, whitened) }
        if let transformer = self.transformer { sums.add(line.row.delivered, to: transformer, line, whitened) }
        guard let tap = channel.tap else { return }
        let found = Cause.tap(channel: line.row.channel).regressors(line.row, [])
        for (place, value) in found {
            sums.add(value, to: tap + place, line, whitened)
            for (other, second) in found where other <= place {
                sums.tap[line.row.channel][place, other] += line.weight * value * second
            }
        }
    }

    private func judge(_ candidate: Candidate, _ sums: Sums, _ onset: Int) -> Explanation? {
        guard case .tap(let channel) = candidate.cause else { return self.judgeSingle(candidate, sums, onset) }
        let own = sums.tap[channel]
        let used = candidate.columns.indices.filter { own[$0, $0] > 0 }
        guard !used.isEmpty else { return nil }
        // In units of the prior's deviations: information I + D·(G − UᵀA⁻¹U)·D.
        var matrix = Matrix(rows: used.count, columns: used.count)
        var right = [Double](repeating: 0, count: used.count)
        for (i, first) in used.enumerated() {
            let scale = candidate.deviations[first]
            right[i] = scale * sums.score[candidate.columns[first]]
            for j in 0...i {
                let product = sums.product(candidate.columns[first], candidate.columns[used[j]])
                matrix[i, j] =
                    scale * candidate.deviations[used[j]] * (own[first, used[j]] - product) + (i == j ? 1 : 0)
            }
        }
        guard let factor = CholeskyFactor(matrix) else { return nil }
        let gain = factor.forward(right).reduce(0) { $0 + $1 * $1 } / 2
        let solution = factor.solve(right)
        let totals = used.map { candidate.deviations[$0] * sums.total[candidate.columns[$0]] }
        let variance = factor.forward(totals).reduce(0) { $0 + $1 * $1 }
        return Explanation(
            dated: DatedCause(cause: candidate.cause, onset: onset),
            logLikelihoodRatio: gain - Elementary.log(factor.halfDeterminant),
            energy: zip(solution, totals).reduce(0) { $0 + $1.0 * $1.1 },
            energyDeviation: variance.squareRoot(), rows: sums.rows[candidate.counted],
            coefficient: solution[0] * candidate.deviations[used[0]])
    }

    /// As `judge`, for a cause with one coefficient.
    private func judgeSingle(_ candidate: Candidate, _ sums: Sums, _ onset: Int) -> Explanation? {
        var own = candidate.columns.reduce(0) { $0 + sums.square[$1] }
        var score = candidate.columns.reduce(0) { $0 + sums.score[$1] }
        // What is moved to another phase is not lost twice.
        let total = candidate.columns.reduce(0) { $0 + sums.total[$1] }
        var explained = 0.0
        for (place, first) in candidate.columns.enumerated() {
            explained += sums.product(first, first)
            for second in candidate.columns[..<place] { explained += 2 * sums.product(first, second) }
        }
        if let taken = candidate.taken {
            own += sums.square[taken]
            score -= sums.score[taken]
            explained += sums.product(taken, taken)
            for first in candidate.columns { explained -= 2 * sums.product(first, taken) }
        }
        guard own > 0 else { return nil }
        let scale = candidate.deviations[0]
        let information = 1 + scale * scale * (own - explained)
        guard information > 0 else { return nil }
        let right = scale * score
        return Explanation(
            dated: DatedCause(cause: candidate.cause, onset: onset),
            logLikelihoodRatio: (right * right / information - Elementary.log(information)) / 2,
            energy: right / information * scale * total,
            energyDeviation: abs(scale * total) / information.squareRoot(),
            rows: sums.rows[candidate.counted], coefficient: right / information * scale)
    }
}
