internal import FeederSimulation

/// Voltages and losses of houses that hang along one cable of four wires, the neutral earthed at the transformer.
struct StreetFlow: Sendable {
    private var flow: PowerFlow

    init(_ street: Scene.Street, poles: Int) {
        let span = street.spanMetres / 1000 * street.conductor.impedance
        // Node 0 is the transformer's meter, and each pole is fed by the one before it.
        self.flow = PowerFlow(
            parents: [0] + Array(0..<poles), impedances: Array(repeating: span, count: poles + 1),
            sourceImpedance: .zero)
    }

    /// What flows on each phase.
    ///
    /// Where the cable cannot carry the loads, voltages and losses are those of a half of them, or of a quarter, and so
    /// on: a brown-out.
    ///
    /// - Parameter source: at the transformer, by phase, in V.
    mutating func solve(source: [Double], _ loads: PoleLoads) -> [PhaseFlow] {
        let phasors = zip(source, PowerFlow.turns).map { $0 * $1 }
        var share = 1.0
        while !self.flow.solve(source: phasors, powers: Self.powers(loads, share: share)) {
            self.flow.flatten(phasors)
            share = share > 1e-6 ? share / 2 : 0
        }
        return (0..<3).map { phase in
            let (milliwatts, millivars) = loads.sum(phase: phase)
            let delivered = self.flow.delivered(phase: phase)
            // Rounded up, so that the phases never lose less than nothing together.
            let loss = (1000 * delivered.real - share * Double(milliwatts)).rounded(.up)
            let reactive = (1000 * delivered.imaginary - share * Double(millivars)).rounded()
            return PhaseFlow(
                lossMilliwatts: max(-milliwatts, Int64(loss)), millivars: max(0, millivars + Int64(reactive)),
                volts: (1...loads.poles).map { self.flow.voltage(node: $0, phase: phase) })
        }
    }

    /// Three to a node, in W and var.
    private static func powers(_ loads: PoleLoads, share: Double) -> [Phasor] {
        [.zero, .zero, .zero]
            + (0..<loads.poles).flatMap { pole in
                (0..<3).map { phase in
                    let (milliwatts, millivars) = loads.at(pole: pole, phase: phase)
                    return Phasor(share * Double(milliwatts) / 1000, share * Double(millivars) / 1000)
                }
            }
    }
}
