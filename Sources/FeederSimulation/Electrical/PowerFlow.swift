import ElementaryFunctions

/// The voltages and currents of a radial four-wire network whose neutral is earthed at the transformer only, by backward
/// and forward sweeps (Cheng and Shirmohammadi, "A three-phase power flow method for real-time distribution system
/// analysis", 1995).
///
/// Node 0 is the transformer's low-voltage busbar; every node stands after the one that feeds it. Loads draw constant
/// power between their phase and the neutral of their node.
public struct PowerFlow: Sendable {
    /// Between two sweeps, in V.
    private static let tolerance = 1e-7
    private static let sweeps = 200
    private static let wires = 4

    let parents: [Int]
    /// Of each wire between a node and the one that feeds it, in Ω; the first is not used.
    let impedances: [Phasor]
    /// Of each phase of the transformer, in Ω.
    let sourceImpedance: Phasor
    /// Four to a node, the neutral last, in V against earth.
    private(set) var voltages: [Phasor]
    /// Four to a node, in the wires towards it, in A; at node 0 what the transformer delivers.
    private(set) var currents: [Phasor]

    /// Without load, at 230 V.
    ///
    /// - Parameters:
    ///   - parents: of each node the one that feeds it; the first node's is itself.
    ///   - impedances: of each wire between a node and the one that feeds it, in Ω; the first is not used.
    ///   - sourceImpedance: of each phase of the transformer, in Ω.
    public init(parents: [Int], impedances: [Phasor], sourceImpedance: Phasor) {
        (self.parents, self.impedances, self.sourceImpedance) = (parents, impedances, sourceImpedance)
        self.voltages = Array(repeating: .zero, count: parents.count * Self.wires)
        self.currents = self.voltages
        self.flatten(Self.turns.map { 230 * $0 })
    }

    /// Unit phasors of the three phases.
    public static let turns = [0.0, -2 * Elementary.pi / 3, 2 * Elementary.pi / 3].map { Phasor(size: 1, angle: $0) }

    /// Every node at the source's voltage, as it is without load.
    public mutating func flatten(_ source: [Phasor]) {
        for node in self.parents.indices {
            for phase in 0..<3 { self.voltages[node * Self.wires + phase] = source[phase] }
            self.voltages[node * Self.wires + 3] = .zero
        }
    }

    /// Solves for `powers`, three to a node in W and var, from the voltages found last.
    ///
    /// False where no voltages carry these loads. The source must not be dead.
    public mutating func solve(source: [Phasor], powers: [Phasor]) -> Bool {
        for _ in 0..<Self.sweeps {
            self.sweepBackward(powers)
            if self.sweepForward(source) < Self.tolerance { return true }
        }
        return false
    }

    private mutating func sweepBackward(_ powers: [Phasor]) {
        for node in self.parents.indices {
            let (wire, load) = (node * Self.wires, node * 3)
            let neutral = self.voltages[wire + 3]
            var back = Phasor.zero
            for phase in 0..<3 {
                let power = powers[load + phase]
                let drawn = power == .zero ? .zero : (power / (self.voltages[wire + phase] - neutral)).conjugate
                self.currents[wire + phase] = drawn
                back = back - drawn
            }
            self.currents[wire + 3] = back
        }
        for node in self.parents.indices.dropFirst().reversed() {
            let (wire, above) = (node * Self.wires, self.parents[node] * Self.wires)
            for index in 0..<Self.wires { self.currents[above + index] += self.currents[wire + index] }
        }
    }

    /// The root of the sum of the voltages' squared changes, in V; not a number where they have left all bounds.
    private mutating func sweepForward(_ source: [Phasor]) -> Double {
        var change = 0.0
        for phase in 0..<3 {
            let voltage = source[phase] - self.sourceImpedance * self.currents[phase]
            change += (voltage - self.voltages[phase]).squared
            self.voltages[phase] = voltage
        }
        for node in self.parents.indices.dropFirst() {
            let (wire, above) = (node * Self.wires, self.parents[node] * Self.wires)
            for index in 0..<Self.wires {
                let voltage =
                    self.voltages[above + index] - self.impedances[node] * self.currents[wire + index]
                change += (voltage - self.voltages[wire + index]).squared
                self.voltages[wire + index] = voltage
            }
        }
        return change.squareRoot()
    }

    /// Between a phase and the neutral of a node, in V.
    public func voltage(node: Int, phase: Int) -> Double {
        (self.voltages[node * Self.wires + phase] - self.voltages[node * Self.wires + 3]).size
    }

    /// What the transformer delivers on a phase, in W and var.
    public func delivered(phase: Int) -> Phasor { self.voltages[phase] * self.currents[phase].conjugate }

    /// What is lost in the wires, in W.
    var losses: Double {
        self.parents.indices.dropFirst().reduce(0) { sum, node in
            let wire = node * Self.wires
            let squares = (0..<Self.wires).reduce(0) { $0 + self.currents[wire + $1].squared }
            return sum + squares * self.impedances[node].real
        }
    }
}
