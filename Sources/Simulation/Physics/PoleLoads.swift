/// What is drawn at each pole of a feeder, by phase; a feeder without a street has one pole for all.
struct PoleLoads: Sendable {
    /// Three to a pole.
    private var milliwatts: [Int64]
    private var millivars: [Int64]

    init(poles: Int) {
        self.milliwatts = Array(repeating: 0, count: 3 * poles)
        self.millivars = self.milliwatts
    }

    var poles: Int { self.milliwatts.count / 3 }

    /// - Parameter phase: 0 to 2.
    mutating func add(_ demand: Demand, pole: Int, phase: Int) {
        self.milliwatts[3 * pole + phase] += demand.milliwatts
        self.millivars[3 * pole + phase] += demand.millivars
    }

    func at(pole: Int, phase: Int) -> (milliwatts: Int64, millivars: Int64) {
        (self.milliwatts[3 * pole + phase], self.millivars[3 * pole + phase])
    }

    /// At all poles together.
    func sum(phase: Int) -> (milliwatts: Int64, millivars: Int64) {
        (0..<self.poles).reduce((0, 0)) { sum, pole in
            let own = self.at(pole: pole, phase: phase)
            return (sum.0 + own.milliwatts, sum.1 + own.millivars)
        }
    }
}

/// What the wires make of the loads on one phase.
struct PhaseFlow: Sendable {
    /// Lost in the wires; on a street the neutral is shared, and one phase's may be below 0, all together never.
    var lossMilliwatts: Int64
    /// At the transformer.
    var millivars: Int64
    /// By pole.
    var volts: [Double]
}
