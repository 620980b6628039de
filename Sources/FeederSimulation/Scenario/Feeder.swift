import SeededNumbers

/// One feeder with everything on it, before anything is read.
struct Feeder: Sendable {
    /// In V between phase and neutral at the hours of the highest load: what networks are built for, and what no network
    /// falls below even with what is taken from it.
    static let builtFor = 202.0
    static let bearable = 160.0

    let axis: TimeAxis
    let site: Site
    private(set) var grid: FeederGrid
    var customers: [Customer]
    var unmetered: [UnmeteredLoad]
    let source: SourceVoltage
    let outages: Outages
    let meters: [MeterModel]
    let transformer: TransformerModel
    private(set) var notes: [String]

    init(_ request: FeederRequest) {
        func part(_ name: String) -> SplitMix64 { SplitMix64(seed: request.seed, part: name) }
        let axis = TimeAxis(start: request.start, days: request.days)
        var random = part("site")
        let site = Site(axis: axis, random: &random)
        random = part("grid")
        let grid = FeederGrid(random: &random)
        random = part("population")
        let population = Population(
            grid: grid, site: site, leastThreePhase: request.family == .brokenCTPhase ? 2 : 0, random: &random)
        random = part("source")
        self.source = SourceVoltage(site: site, random: &random)
        random = part("outages")
        self.outages = Outages(axis: axis, branches: grid.buses.map(\.branch).max() ?? 0, random: &random)
        (self.axis, self.site, self.grid) = (axis, site, grid)
        (self.customers, self.unmetered) = (population.customers, population.lamps)
        self.notes = population.notes + (self.outages.all.isEmpty ? [] : ["outage"])
        random = part("meters")
        let fleet = MeterFleet(random: &random)
        self.meters = population.customers.map { MeterModel(for: $0, of: fleet, random: &random) }
        self.transformer = TransformerModel(
            peakWatts: Self.peak(population.customers, axis), hasGeneration: population.notes.contains("pv"),
            random: &random)
    }

    /// The largest load of all customers together, in W.
    private static func peak(_ customers: [Customer], _ axis: TimeAxis) -> Double {
        (0..<axis.steps).reduce(0) { peak, step in
            max(peak, customers.reduce(0) { $0 + $1.net.reduce(0) { $0 + max(0, $1.watts[step]) } })
        }
    }

    // Nodes of the power flow: the buses, then each customer's end of its service drop.
    var nodes: Int { self.grid.buses.count + self.customers.count }
    func node(ofCustomer number: Int) -> Int { self.grid.buses.count + number }

    var powerFlow: PowerFlow {
        PowerFlow(
            parents: self.grid.buses.map(\.parent) + self.customers.map(\.bus),
            impedances: self.grid.buses.indices.map { self.grid.impedance(of: $0) } + self.customers.map(\.drop),
            sourceImpedance: self.transformer.impedance)
    }

    func sourcePhasors(_ step: Int) -> [Phasor] {
        (0..<3).map { self.source.volts[$0][step] * PowerFlow.turns[$0] }
    }

    /// What is drawn, in Wh, over the given steps; what is generated counts against it.
    func consumedEnergy(_ steps: Range<Int>) -> Double {
        let metered = self.customers.indices.reduce(0) { sum, number in
            let alive = steps.filter {
                !self.outages.isDead($0, branch: self.grid.buses[self.customers[number].bus].branch)
            }
            let own = Double(alive.count) * TimeAxis.stepHours * self.meters[number].ownWatts
            return sum + self.customers[number].energy(steps) + own
        }
        return metered
            + self.unmetered.reduce(0) { $0 + $1.series.energy(steps) * Double($1.phases.count) }
    }

    /// Nothing is drawn where there is no supply.
    mutating func cutOutages() {
        for outage in self.outages.all {
            func isCut(_ bus: Int) -> Bool { outage.branch == nil || outage.branch == self.grid.buses[bus].branch }
            for number in self.customers.indices where isCut(self.customers[number].bus) {
                self.customers[number].cut(outage.steps)
            }
            for number in self.unmetered.indices where isCut(self.unmetered[number].bus) {
                self.unmetered[number].series.cut(outage.steps)
            }
        }
    }

    /// Shortens the cables until they carry the hours of the highest load, as who built them would have.
    ///
    /// - Parameter leastVoltage: between phase and neutral, in V.
    mutating func fitCables(leastVoltage: Double) {
        let heaviest = self.heaviestSteps
        for _ in 0..<25 where !self.carries(heaviest, leastVoltage) { self.grid.shrink(by: 0.82) }
    }

    /// What customers and unmetered loads draw together at each step, less what is generated, in W.
    var drawnWatts: [Double] {
        var total = PowerSeries(steps: self.axis.allSteps)
        for customer in self.customers { customer.net.forEach { total.add($0) } }
        for load in self.unmetered { total.add(load.series, share: Double(load.phases.count)) }
        return total.watts
    }

    private var heaviestSteps: [Int] {
        let totals = self.drawnWatts.map { abs($0) }
        return Array(totals.indices.sorted { (totals[$0], $1) > (totals[$1], $0) }.prefix(60))
    }

    private func carries(_ steps: [Int], _ leastVoltage: Double) -> Bool {
        var loads = FeederLoads(self)
        for step in steps where !self.outages.isDead(step) {
            var flow = self.powerFlow
            loads.load(self, step)
            guard flow.solve(source: self.sourcePhasors(step), powers: loads.powers) else { return false }
            for (number, customer) in self.customers.enumerated() {
                let node = self.node(ofCustomer: number)
                for phase in customer.phases where flow.voltage(node: node, phase: phase) < leastVoltage {
                    return false
                }
            }
        }
        return true
    }
}
