/// What flows in a feeder at every step.
struct FeederFlow: Sendable {
    /// Of each customer and each of its phases, in V; 0 without supply.
    private(set) var voltages: [[[Double]]]
    /// At the transformer's busbar on each phase: voltage in V, current in A, active power in W.
    private(set) var busbar: [[Double]]
    private(set) var currents: [[Double]]
    private(set) var delivered: [[Double]]
    /// In all wires, in W.
    private(set) var losses: [Double]

    /// Solves every step.
    ///
    /// - Throws: where a step's loads are more than the network can carry.
    init(_ feeder: Feeder) throws(FeederSimulationError) {
        let steps = feeder.axis.allSteps
        let dead = Array(repeating: 0.0, count: steps)
        self.voltages = feeder.customers.map { customer in customer.phases.map { _ in dead } }
        (self.busbar, self.currents, self.delivered) = ([dead, dead, dead], [dead, dead, dead], [dead, dead, dead])
        self.losses = dead
        var (flow, loads) = (feeder.powerFlow, FeederLoads(feeder))
        for step in 0..<steps {
            guard !feeder.outages.isDead(step) else { continue }
            let source = feeder.sourcePhasors(step)
            loads.load(feeder, step)
            if !flow.solve(source: source, powers: loads.powers) { throw .overloaded(step: step) }
            self.record(feeder, flow, step)
        }
    }

    private mutating func record(_ feeder: Feeder, _ flow: PowerFlow, _ step: Int) {
        self.losses[step] = flow.losses
        for phase in 0..<3 {
            self.busbar[phase][step] = flow.voltage(node: 0, phase: phase)
            self.currents[phase][step] = flow.currents[phase].size
            self.delivered[phase][step] = flow.delivered(phase: phase).real
        }
        for (number, customer) in feeder.customers.enumerated() {
            guard !feeder.outages.isDead(step, branch: feeder.grid.buses[customer.bus].branch) else { continue }
            for (index, phase) in customer.phases.enumerated() {
                self.voltages[number][index][step] = flow.voltage(node: feeder.node(ofCustomer: number), phase: phase)
            }
        }
    }

    /// On all phases together at each step, in W.
    var deliveredWatts: [Double] {
        self.delivered[0].indices.map { self.delivered[0][$0] + self.delivered[1][$0] + self.delivered[2][$0] }
    }

    /// In Wh, over the given steps.
    func deliveredEnergy(_ steps: Range<Int>) -> Double {
        self.delivered.reduce(0) { sum, series in steps.reduce(sum) { $0 + series[$1] * TimeAxis.stepHours } }
    }

    /// As ``deliveredEnergy(_:)``, without the steps in which the feeder gives back more than it takes.
    func fedInEnergy(_ steps: Range<Int>) -> Double {
        steps.reduce(0) { sum, step in
            sum + max(0, self.delivered.reduce(0) { $0 + $1[step] }) * TimeAxis.stepHours
        }
    }

    func lostEnergy(_ steps: Range<Int>) -> Double {
        steps.reduce(0) { $0 + self.losses[$1] * TimeAxis.stepHours }
    }
}

/// The loads of one step by node and phase.
struct FeederLoads: Sendable {
    private(set) var powers: [Phasor]
    private let customerTangents: [Double]
    private let loadTangents: [Double]

    init(_ feeder: Feeder) {
        self.powers = Array(repeating: .zero, count: feeder.nodes * 3)
        self.customerTangents = feeder.customers.map { Self.tangent($0.powerFactor) }
        self.loadTangents = feeder.unmetered.map { Self.tangent($0.powerFactor) }
    }

    private static func tangent(_ powerFactor: Double) -> Double {
        (1 - powerFactor * powerFactor).squareRoot() / powerFactor
    }

    mutating func load(_ feeder: Feeder, _ step: Int) {
        for index in self.powers.indices { self.powers[index] = .zero }
        for (number, customer) in feeder.customers.enumerated() {
            guard !feeder.outages.isDead(step, branch: feeder.grid.buses[customer.bus].branch) else { continue }
            let own = feeder.meters[number].ownWatts / Double(customer.phases.count)
            for (index, phase) in customer.phases.enumerated() {
                let watts = customer.net[index].watts[step]
                let reactive = max(0, watts) * self.customerTangents[number]
                self.powers[feeder.node(ofCustomer: number) * 3 + phase] += Phasor(watts + own, reactive)
            }
        }
        for (number, load) in feeder.unmetered.enumerated() {
            let watts = load.series.watts[step]
            for phase in load.phases {
                self.powers[load.bus * 3 + phase] += Phasor(watts, watts * self.loadTangents[number])
            }
        }
    }
}
