import ElementaryFunctions

/// What the voltages say of causes between which the balance hardly tells: what is missing flows to somewhere, past a meter
/// or to a load without one, and lowers the voltages on its way.
struct CausePlacing {
    /// Likelihoods by place; a place is a bus and a phase. Not empty.
    let scores: [TapLocator.Place]
    let state: FeederState

    /// A cause, with how much less likely (natural logarithm) than the best it is.
    typealias Ranked = (cause: Cause, behind: Double)

    /// How far behind by the balance a cause may be for the voltages to speak of it.
    private static let farthest = 30.0

    /// The causes on the phase that is balanced, by balance and voltages, best first.
    func ranked(_ found: FoundCause) -> [Ranked] {
        let whole = self.mean
        let known: [Ranked] = [(found.dated.cause, 0)] + found.others.filter { $0.behind < Self.farthest }
        let weighed = known.compactMap { cause, behind in
            self.weight(cause, whole).map { (cause: cause, behind: behind - $0) }
        }.sorted { $0.behind < $1.behind }
        guard let best = weighed.first else { return [] }
        return weighed.map { ($0.cause, $0.behind - best.behind) }
    }

    /// Of a load that could be anywhere, the logarithm.
    private var mean: Double {
        let best = self.scores.map(\.likelihood).max() ?? 0
        let sum = self.scores.reduce(0) { $0 + Elementary.exp(max(-700, $1.likelihood - best)) }
        return best + Elementary.log(sum / Double(self.scores.count))
    }

    /// How much more the voltages speak for a cause than for a load somewhere; nil where they cannot say.
    private func weight(_ cause: Cause, _ whole: Double) -> Double? {
        switch cause {
        case .tap: return 0
        case .gain(let house):
            let bus = self.state.network.houseBus[house]
            guard bus > 0 else { return 0 }
            let own = self.scores.filter { place in
                place.bus == bus && self.state.phases[house].contains { $0 == place.phase }
            }
            return own.map(\.likelihood).max().map { $0 - whole } ?? 0
        case .shift, .transformer: return nil
        }
    }
}
