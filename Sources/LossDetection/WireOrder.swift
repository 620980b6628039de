/// Whether the wires of a meter on three phases, whose voltages nobody reads, are connected in another order than by the
/// record.
///
/// Its loads are much alike on all phases, so that what changes from one interval to the next hardly tells. Over days the
/// balances do: in the wrong order what one phase lacks another has too much of, by what the meter's own registers differ.
struct WireOrder {
    struct Found: Sendable {
        var house: Int
        var phases: [GridPhase]
    }

    /// How much better (natural logarithm) the balances have to close with another order where what was found remains.
    private static let clarity = 12.0
    private static let orders: [[GridPhase]] = [
        [.l1, .l2, .l3], [.l1, .l3, .l2], [.l2, .l1, .l3], [.l2, .l3, .l1], [.l3, .l1, .l2], [.l3, .l2, .l1],
    ]

    let state: FeederState
    let analyst: BalanceAnalyst
    /// With the deviations that were measured.
    let lines: [LossFit.Line]

    /// The order that explains better than what was found, if there is one; `houses` are those whose wires nobody knows.
    func better(
        than analysis: BalanceAnalysis, of houses: [Int], _ pieces: inout Pieces
    ) throws(Pieces.Unfinished) -> Found? {
        guard !houses.isEmpty, !analysis.causes.isEmpty else { return nil }
        let causes = analysis.causes.map(\.dated)
        let now = try self.likelihood(self.lines, causes, &pieces)
        guard var best = now else { return nil }
        var found: Found?
        for house in houses {
            for order in Self.orders where self.state.phases[house] != order.map({ $0 }) {
                let lines = try pieces.piece(self.lines.count) { self.rewired(house, order) }
                let alone = try self.likelihood(lines, [], &pieces)
                let beside = try self.likelihood(lines, causes, &pieces)
                let likelihood = max(alone ?? -.infinity, (beside ?? -.infinity) - Self.clarity)
                if likelihood > best { (best, found) = (likelihood, Found(house: house, phases: order)) }
            }
        }
        return found
    }

    private func likelihood(
        _ lines: [LossFit.Line], _ causes: [DatedCause], _ pieces: inout Pieces
    ) throws(Pieces.Unfinished) -> Double? {
        try pieces.piece(lines.count) { self.analyst.logLikelihood(lines, causes) }
    }

    /// The rows as they would be with a house's wires in another order.
    private func rewired(_ house: Int, _ order: [GridPhase]) -> [LossFit.Line] {
        var lines = self.lines
        for index in lines.indices {
            let row = lines[index].row
            guard let series = order.firstIndex(where: { $0.rawValue == row.channel }) else { continue }
            let registered = (row.start..<row.end).reduce(0) {
                $0 + (self.state.houses[house][series].energy($1) ?? 0)
            }
            lines[index].target += row.registered[house] - registered
            lines[index].row.registered[house] = registered
            for place in lines[index].regressors.indices where lines[index].regressors[place].place == house {
                lines[index].regressors[place].value = registered
            }
        }
        return lines
    }
}
