/// Which phase each meter is on, by the energies: what a house takes is missing in no other phase than its own.
///
/// Products of all series with one another and with the transformer's phases, for a day, about the day's means. The
/// assignment that leaves the least unexplained is found by moving one meter, or turning the phases of one, as long as
/// that helps.
struct PhaseAssignment: Sendable {
    /// Of a house: its series on phases.
    typealias Phases = [[GridPhase]]

    private let houses: [[Int]]
    private let series: Int
    private var products: Matrix
    private var sums: [Double]
    private(set) var count = 0.0

    /// How much of the square of what changes places has to go for a record to be overruled.
    private static let clarity = 0.4
    /// Square of the deviations that the change has to be away from chance.
    private static let certainty = 36.0

    init(seriesOfHouses: [Int]) {
        var next = 0
        self.houses = seriesOfHouses.map { count in
            defer { next += count }
            return Array(next..<next + count)
        }
        self.series = next
        // The transformer's three behind the houses'.
        self.products = Matrix(rows: next + 3, columns: next + 3)
        self.sums = Array(repeating: 0, count: next + 3)
    }

    /// Wh by series of the houses, then by phase of the transformer: of an interval, or from one to the next.
    mutating func take(_ all: [Double]) {
        let columns = self.products.columns
        self.products.values.withUnsafeMutableBufferPointer { products in
            all.withUnsafeBufferPointer { values in
                guard let products = products.baseAddress, let base = values.baseAddress else { return }
                for row in values.indices { accumulate(values[row], base, products + row * columns, row + 1) }
            }
        }
        for row in all.indices { self.sums[row] += all[row] }
        self.count += 1
    }

    static func + (left: PhaseAssignment, right: PhaseAssignment) -> PhaseAssignment {
        var sum = left
        for index in sum.products.values.indices { sum.products.values[index] += right.products.values[index] }
        for index in sum.sums.indices { sum.sums[index] += right.sums[index] }
        sum.count += right.count
        return sum
    }

    private func covariance(_ one: Int, _ other: Int) -> Double {
        let product = self.products[max(one, other), min(one, other)]
        return product - self.sums[one] * self.sums[other] / max(1, self.count)
    }

    /// The likeliest assignment from one on; houses that nothing clear speaks for stay where they were, but for those
    /// that are nowhere by any record.
    func improved(_ given: Phases, unrecorded: Set<Int> = []) -> Phases {
        var phases = given
        // With several wrong records the first moves are judged in the mess that the others make: what moved is held
        // against what is left in the end.
        for _ in 0..<(3 * self.houses.count + 6) {
            guard let move = self.bestMove(phases, unrecorded) else { break }
            phases[move.house] = move.phases
        }
        for house in self.houses.indices where phases[house] != given[house] && !unrecorded.contains(house) {
            // Back again would undo exactly what the move has done.
            var effect = self.effect(house, from: phases[house], to: given[house], phases)
            effect.change = -effect.change
            if !self.isClear(effect, given[house], phases[house], phases) { phases[house] = given[house] }
        }
        return phases
    }

    /// The move that explains most.
    private func bestMove(_ phases: Phases, _ unrecorded: Set<Int>) -> (house: Int, phases: [GridPhase])? {
        var best: (house: Int, phases: [GridPhase], change: Double)?
        for house in self.houses.indices {
            for other in self.alternatives(phases[house]) {
                let effect = self.effect(house, from: phases[house], to: other, phases)
                let least = unrecorded.contains(house) ? 0 : -Self.clarity * effect.size
                guard effect.size > 0, effect.change < least else { continue }
                if effect.change < best.map(\.change) ?? 0 { best = (house, other, effect.change) }
            }
        }
        return best.map { ($0.house, $0.phases) }
    }

    /// What another place of one house would do.
    private struct Effect {
        /// Of the square of all that is unexplained, Wh².
        var change: Double
        /// Square of what changes places, Wh²: the change is minus this where the new place is the right one, and three
        /// times this where the old one is.
        var size: Double
    }

    private func effect(_ house: Int, from old: [GridPhase], to new: [GridPhase], _ phases: Phases) -> Effect {
        let own = self.houses[house]
        let places = phases.flatMap { $0 }
        var effect = Effect(change: 0, size: 0)
        for phase in GridPhase.allCases {
            let steps = own.indices.map { (old[$0] == phase ? 1.0 : 0) - (new[$0] == phase ? 1.0 : 0) }
            for (index, step) in steps.enumerated() where step != 0 {
                effect.change += 2 * step * self.residual(own[index], phase, places)
                for (second, other) in steps.enumerated() where other != 0 {
                    effect.size += step * other * self.covariance(own[index], own[second])
                }
            }
        }
        effect.change += effect.size
        return effect
    }

    /// Whether another place of a house would leave less unexplained, be it ever so little.
    func leans(to new: [GridPhase], of house: Int, _ phases: Phases) -> Bool {
        self.effect(house, from: phases[house], to: new, phases).change < 0
    }

    /// Moves that are clear, the best for each house.
    func clearMoves(_ phases: Phases) -> [(house: Int, phases: [GridPhase])] {
        self.houses.indices.compactMap { house in
            let clear = self.alternatives(phases[house]).map {
                ($0, self.effect(house, from: phases[house], to: $0, phases))
            }
            .filter { self.isClear($0.1, phases[house], $0.0, phases) }
            return clear.min { $0.1.change < $1.1.change }.map { (house, $0.0) }
        }
    }

    /// Whether a day speaks for another place of a house.
    func speaks(for new: [GridPhase], of house: Int, _ phases: Phases) -> Bool {
        self.isClear(self.effect(house, from: phases[house], to: new, phases), phases[house], new, phases)
    }

    /// What the phases leave unexplained anyhow could speak for a move by chance.
    private func isClear(_ effect: Effect, _ old: [GridPhase], _ new: [GridPhase], _ phases: Phases) -> Bool {
        guard effect.size > 0, effect.change < -Self.clarity * effect.size, self.count >= 24 else { return false }
        let touched = GridPhase.allCases.filter { phase in zip(old, new).contains { ($0 == phase) != ($1 == phase) } }
        let noise = touched.map { self.unexplained($0, phases) }.reduce(0, +) / Double(max(1, touched.count))
        return effect.change * effect.change > Self.certainty * 4 * effect.size * noise / self.count
    }

    /// Square of what is unexplained on a phase about its mean, Wh².
    private func unexplained(_ phase: GridPhase, _ phases: Phases) -> Double {
        let delivered = self.series + phase.rawValue
        let places = phases.flatMap { $0 }
        var sum = self.covariance(delivered, delivered)
        for one in places.indices where places[one] == phase {
            sum += self.residual(one, phase, places) * -1 - self.covariance(one, delivered)
        }
        return max(0, sum)
    }

    /// Product of a series with what is unexplained on a phase; `places` are the phases by series.
    private func residual(_ one: Int, _ phase: GridPhase, _ places: [GridPhase]) -> Double {
        var sum = self.covariance(one, self.series + phase.rawValue)
        for other in places.indices where places[other] == phase { sum -= self.covariance(one, other) }
        return sum
    }

    private func alternatives(_ phases: [GridPhase]) -> [[GridPhase]] {
        if phases.count == 1 { return GridPhase.allCases.filter { $0 != phases[0] }.map { [$0] } }
        let all: [[GridPhase]] = [
            [.l1, .l2, .l3], [.l1, .l3, .l2], [.l2, .l1, .l3], [.l2, .l3, .l1], [.l3, .l1, .l2], [.l3, .l2, .l1],
        ]
        return all.filter { $0 != phases }
    }
}
