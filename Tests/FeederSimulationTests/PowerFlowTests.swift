import SeededNumbers
import Testing

@testable import FeederSimulation

/// Two buses with a wire of 0.2 Ω between them, and what follows by hand.
@Suite struct PowerFlowTests {
    private static let source = PowerFlow.turns.map { 230 * $0 }

    private func flow(resistance: Double, source: Phasor = .zero) -> PowerFlow {
        PowerFlow(
            parents: [0, 0], impedances: [.zero, Phasor(resistance, 0)], sourceImpedance: source)
    }

    private func powers(_ watts: [Double]) -> [Phasor] {
        Array(repeating: .zero, count: 3) + watts.map { Phasor($0, 0) }
    }

    @Test func `a load on one phase comes back through the neutral`() {
        var flow = self.flow(resistance: 0.2)
        let isSolved = flow.solve(source: Self.source, powers: self.powers([4000, 0, 0]))
        #expect(isSolved)
        // P = I (U - 2 R I)
        let current = (230 - (230.0 * 230 - 8 * 0.2 * 4000).squareRoot()) / (4 * 0.2)
        #expect(abs(flow.currents[4].size - current) < 1e-8)
        #expect(abs(flow.currents[7].size - current) < 1e-8)
        #expect(abs(flow.voltage(node: 1, phase: 0) - (230 - 2 * 0.2 * current)) < 1e-8)
        // The neutral's shift raises the other phases by half of it, and a little.
        let shifted = Phasor(230 * -0.5 - 0.2 * current, 230 * 0.75.squareRoot()).size
        #expect(abs(flow.voltage(node: 1, phase: 1) - shifted) < 1e-8)
        #expect(abs(flow.voltage(node: 1, phase: 2) - shifted) < 1e-8)
        #expect(abs(flow.losses - 2 * 0.2 * current * current) < 1e-7)
        #expect(abs(flow.delivered(phase: 0).real - 4000 - flow.losses) < 1e-5)
    }

    @Test func `balanced loads leave the neutral without current`() {
        var flow = self.flow(resistance: 0.2)
        let isSolved = flow.solve(source: Self.source, powers: self.powers([4000, 4000, 4000]))
        #expect(isSolved)
        let current = (230 - (230.0 * 230 - 4 * 0.2 * 4000).squareRoot()) / (2 * 0.2)
        #expect(flow.currents[7].size < 1e-8)
        for phase in 0..<3 {
            #expect(abs(flow.currents[4 + phase].size - current) < 1e-8)
            #expect(abs(flow.voltage(node: 1, phase: phase) - (230 - 0.2 * current)) < 1e-8)
        }
    }

    @Test func `unbalanced loads obey Kirchhoff's laws`() {
        var flow = self.flow(resistance: 0.2, source: Phasor(0.02, 0.06))
        let powers = [Phasor(3000, 900), Phasor(-1500, 0), Phasor(400, 100)]
        let isSolved = flow.solve(source: Self.source, powers: Array(repeating: .zero, count: 3) + powers)
        #expect(isSolved)
        let neutral = flow.voltages[7]
        for phase in 0..<3 {
            let current = flow.currents[4 + phase]
            #expect(((flow.voltages[4 + phase] - neutral) * current.conjugate - powers[phase]).size < 1e-4)
            #expect((flow.voltages[phase] - 0.2 * current - flow.voltages[4 + phase]).size < 1e-6)
            let behind = Self.source[phase] - Phasor(0.02, 0.06) * current
            #expect((behind - flow.voltages[phase]).size < 1e-6)
        }
        let sum = flow.currents[4] + flow.currents[5] + flow.currents[6] + flow.currents[7]
        #expect(sum.size < 1e-9)
        #expect((neutral - 0.2 * (flow.currents[4] + flow.currents[5] + flow.currents[6])).size < 1e-6)
    }

    @Test func `what flows in is what is drawn and what is lost`() {
        var random = SplitMix64(seed: 3)
        let count = 30
        let parents = (0..<count).map { $0 == 0 ? 0 : random.integer(0...$0 - 1) }
        let impedances = (0..<count).map { _ in Phasor(random.uniform(0.001...0.02), random.uniform(0.001...0.006)) }
        var flow = PowerFlow(parents: parents, impedances: impedances, sourceImpedance: Phasor(0.01, 0.03))
        let powers = (0..<count * 3).map { _ in Phasor(random.uniform(-300...900), random.uniform(0...200)) }
        let isSolved = flow.solve(source: Self.source, powers: powers)
        #expect(isSolved)
        let drawn = powers.reduce(0) { $0 + $1.real }
        let delivered = (0..<3).reduce(0) { $0 + flow.delivered(phase: $1).real }
        #expect(abs(delivered - drawn - flow.losses) < 1e-6 * delivered)
    }

    @Test func `more than a wire can carry has no solution`() {
        var flow = self.flow(resistance: 2)
        let isSolved = flow.solve(source: Self.source, powers: self.powers([20_000, 0, 0]))
        #expect(!isSolved)
    }
}
