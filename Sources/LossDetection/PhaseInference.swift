/// Which phase a house is on, by its voltage: it moves with the voltage of its own phase at the transformer, whose drops
/// it shares, more than with the others'.
struct PhaseInference: Sendable {
    private struct Moments: Sendable {
        var weight = 0.0
        var mean = 0.0
        var spread = 0.0

        mutating func take(_ value: Double, memory: Double) {
            self.weight = self.weight * memory + 1
            let step = value - self.mean
            self.mean += step / self.weight
            self.spread = memory * self.spread + step * (value - self.mean)
        }

        var variance: Double { self.weight > 1 ? self.spread / self.weight : .infinity }
    }

    /// A factor for each interval: a memory of about ten days.
    private static let memory = 0.999
    /// How much smaller the spread has to be than against every other phase.
    private static let clarity = 0.85
    /// Values before anything is said.
    static let fewest = 60.0

    private var moments: [Moments] = Array(repeating: Moments(), count: 3)

    mutating func take(_ volts: Double, against transformer: (Double, Double, Double)) {
        self.moments[0].take(volts - transformer.0, memory: Self.memory)
        self.moments[1].take(volts - transformer.1, memory: Self.memory)
        self.moments[2].take(volts - transformer.2, memory: Self.memory)
    }

    /// Nil where too little was read, or two phases fit alike.
    var phase: GridPhase? {
        guard self.moments[0].weight >= Self.fewest else { return nil }
        let ranked = GridPhase.allCases.sorted {
            self.moments[$0.rawValue].variance < self.moments[$1.rawValue].variance
        }
        let best = self.moments[ranked[0].rawValue].variance
        return best < Self.clarity * self.moments[ranked[1].rawValue].variance ? ranked[0] : nil
    }
}
