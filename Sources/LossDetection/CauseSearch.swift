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
struct CauseSearch: Sendable {
    private struct Candidate: Sendable {
        var cause: Cause
        /// Of the first coefficient.
        var place: Int
        var deviations: [Double]
        /// The phase on which its rows are counted.
        var counted: Int
    }

    /// Sums over the rows from an onset on.
    private struct Sums {
        /// By coefficient: the regressor's products with the whitened parameters'.
        var cross: [Double]
        /// By coefficient: its product with the residuals.
        var score: [Double]
        /// By candidate: the products of its coefficients with one another.
        var own: [Matrix]
        /// By coefficient: its sum.
        var total: [Double]
        /// By candidate.
        var rows: [Int]
    }

    private let candidates: [Candidate]
    private let channelOfHouse: [Int?]
    private let coefficients: Int

    init(causes: [Cause], channelOfHouse: [Int?], watts: [Double]) {
        var place = 0
        self.candidates = causes.map { cause in
            defer { place += cause.dimensions }
            let watts = if case .tap(let channel) = cause { watts[channel] } else { 0.0 }
            return Candidate(
                cause: cause, place: place, deviations: cause.deviations(watts: watts),
                counted: cause.channel(channelOfHouse))
        }
        self.channelOfHouse = channelOfHouse
        self.coefficients = place
    }

    /// The best explanation of each cause over the onsets, best first; onsets are intervals, at starts of rows.
    func best(_ fit: LossFit, onsets: [Int]) -> [Explanation] {
        let size = fit.estimates.count
        var sums = Sums(
            cross: Array(repeating: 0, count: self.coefficients * size),
            score: Array(repeating: 0, count: self.coefficients),
            own: self.candidates.map { Matrix(rows: $0.cause.dimensions, columns: $0.cause.dimensions) },
            total: Array(repeating: 0, count: self.coefficients),
            rows: Array(repeating: 0, count: self.candidates.count))
        var best: [Explanation?] = Array(repeating: nil, count: self.candidates.count)
        var line = fit.lines.count - 1
        for onset in onsets.sorted(by: >) {
            while line >= 0, fit.lines[line].row.start >= onset {
                self.add(fit.lines[line], fit.factor, &sums)
                line -= 1
            }
            for (index, candidate) in self.candidates.enumerated() {
                guard let found = self.judge(candidate, sums, index, size, onset) else { continue }
                if found.logLikelihoodRatio > best[index]?.logLikelihoodRatio ?? -.infinity { best[index] = found }
            }
        }
        return best.compactMap { $0 }.sorted { $0.logLikelihoodRatio > $1.logLikelihoodRatio }
    }

    private func add(_ line: LossFit.Line, _ factor: CholeskyFactor, _ sums: inout Sums) {
        var dense = [Double](repeating: 0, count: factor.size)
        for (place, value) in line.regressors { dense[place] = value }
        let whitened = factor.forward(dense)
        let weight = line.weight
        let residual = line.residual
        for (index, candidate) in self.candidates.enumerated() {
            let found = candidate.cause.regressors(line.row, self.channelOfHouse)
            if !found.isEmpty, line.row.channel == candidate.counted { sums.rows[index] += 1 }
            for (place, value) in found {
                let weighted = weight * value
                sums.score[candidate.place + place] += weighted * residual
                // What is moved to another phase is not lost twice.
                if case .shift(_, let to) = candidate.cause, line.row.channel == to {
                } else {
                    sums.total[candidate.place + place] += value
                }
                let from = (candidate.place + place) * factor.size
                sums.cross.withUnsafeMutableBufferPointer { cross in
                    for k in 0..<factor.size { cross[from + k] += weighted * whitened[k] }
                }
                for (other, second) in found where other <= place { sums.own[index][place, other] += weighted * second }
            }
        }
    }

    private func judge(_ candidate: Candidate, _ sums: Sums, _ index: Int, _ size: Int, _ onset: Int) -> Explanation? {
        let own = sums.own[index]
        if candidate.deviations.count == 1 { return self.judgeSingle(candidate, sums, index, size, onset) }
        let used = (0..<candidate.cause.dimensions).filter { own[$0, $0] > 0 }
        guard !used.isEmpty else { return nil }
        // In units of the prior's deviations: information I + D·(G − UᵀA⁻¹U)·D.
        var matrix = Matrix(rows: used.count, columns: used.count)
        var right = [Double](repeating: 0, count: used.count)
        for (i, first) in used.enumerated() {
            let scale = candidate.deviations[first]
            right[i] = scale * sums.score[candidate.place + first]
            for j in 0...i {
                let product = Self.product(
                    sums.cross, (candidate.place + first) * size, (candidate.place + used[j]) * size, size)
                matrix[i, j] =
                    scale * candidate.deviations[used[j]] * (own[first, used[j]] - product) + (i == j ? 1 : 0)
            }
        }
        guard let factor = CholeskyFactor(matrix) else { return nil }
        let gain = factor.forward(right).reduce(0) { $0 + $1 * $1 } / 2
        let solution = factor.solve(right)
        var energy = 0.0
        var totals = [Double](repeating: 0, count: used.count)
        for (i, place) in used.enumerated() {
            totals[i] = candidate.deviations[place] * sums.total[candidate.place + place]
            energy += solution[i] * totals[i]
        }
        let variance = factor.forward(totals).reduce(0) { $0 + $1 * $1 }
        return Explanation(
            dated: DatedCause(cause: candidate.cause, onset: onset),
            logLikelihoodRatio: gain - Elementary.log(factor.halfDeterminant), energy: energy,
            energyDeviation: variance.squareRoot(), rows: sums.rows[index],
            coefficient: solution[0] * candidate.deviations[used[0]])
    }

    /// As `judge`, for a cause with one coefficient.
    private func judgeSingle(
        _ candidate: Candidate, _ sums: Sums, _ index: Int, _ size: Int, _ onset: Int
    ) -> Explanation? {
        let own = sums.own[index].values[0]
        guard own > 0 else { return nil }
        let scale = candidate.deviations[0]
        let from = candidate.place * size
        let information = 1 + scale * scale * (own - Self.product(sums.cross, from, from, size))
        guard information > 0 else { return nil }
        let right = scale * sums.score[candidate.place]
        let total = scale * sums.total[candidate.place]
        return Explanation(
            dated: DatedCause(cause: candidate.cause, onset: onset),
            logLikelihoodRatio: (right * right / information - Elementary.log(information)) / 2,
            energy: right / information * total, energyDeviation: abs(total) / information.squareRoot(),
            rows: sums.rows[index], coefficient: right / information * scale)
    }

    private static func product(_ values: [Double], _ first: Int, _ second: Int, _ count: Int) -> Double {
        values.withUnsafeBufferPointer { v in
            var sum = 0.0
            for k in 0..<count { sum += v[first + k] * v[second + k] }
            return sum
        }
    }
}
