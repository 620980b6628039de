import SeededNumbers

/// Who lives and works along a feeder.
struct Population: Sendable {
    private(set) var customers: [Customer] = []
    private(set) var lamps: [UnmeteredLoad] = []
    /// Legal complications that the loads bring.
    private(set) var notes: [String] = []

    /// - Parameter leastThreePhase: how many customers must be on three phases.
    init(grid: FeederGrid, site: Site, leastThreePhase: Int, random: inout SplitMix64) {
        let trades = min(5, max(leastThreePhase, random.pick([0, 0, 0, 1, 1, 2, 4])))
        let solar = random.isTrue(0.4) ? random.uniform(0.04...0.22) : 0
        let vehicles = site.climate != .savanna && random.isTrue(0.3) ? random.uniform(0.04...0.2) : 0
        let threePhaseHouses = site.climate == .temperate ? 0.06 : 0.02
        let order = (0..<grid.customers).map { ($0 + random.integer(0...2) / 2) % 3 }.shuffled(using: &random)
        for number in 0..<grid.customers {
            let isTrade = number < trades
            let isThreePhase = isTrade || random.isTrue(threePhaseHouses)
            let phases = isThreePhase ? [0, 1, 2] : [order[number]]
            let peak = !isThreePhase && random.isTrue(solar) ? random.uniform(1500...5500) : nil
            let hasVehicle = !isTrade && random.isTrue(vehicles)
            if peak != nil { self.note("pv") }
            if hasVehicle { self.note("ev") }
            var net =
                isTrade || (!isThreePhase && random.isTrue(0.06))
                ? Self.trade(site, phases: phases, &random)
                : Self.house(site, phases: phases, hasVehicle: hasVehicle, &random)
            if let peak {
                net[0].add(Generation.photovoltaics(site: site, peak: peak, random: &random), share: -1)
            }
            self.customers.append(
                Customer(
                    id: "M\(1001 + number)", bus: random.integer(1...grid.buses.count - 1),
                    drop: random.logUniform(grid.settlement.drops) / 1000 * Conductor.serviceDrop, phases: phases,
                    powerFactor: random.uniform(isTrade ? 0.85...0.97 : 0.9...1), hasGeneration: peak != nil,
                    net: net))
        }
        if random.isTrue(0.25) { self.move(site, &random) }
        if random.isTrue(0.3) { self.light(grid, site, &random) }
    }

    private mutating func note(_ text: String) {
        if !self.notes.contains(text) { self.notes.append(text) }
    }

    private static func house(
        _ site: Site, phases: [Int], hasVehicle: Bool, _ random: inout SplitMix64
    ) -> [PowerSeries] {
        phases.map { _ in
            var series = Household(site: site, hasVehicle: hasVehicle, random: &random)
                .series(site: site, random: &random)
            if phases.count == 3 { series.scale(random.uniform(0.35...0.8)) }
            return series
        }
    }

    /// What a motor or a shop draws on every phase alike, with something of its own on each.
    private static func trade(_ site: Site, phases: [Int], _ random: inout SplitMix64) -> [PowerSeries] {
        let trade = random.pick(Trade.allCases)
        let mean = random.logUniform(150...900)
        let common = trade.series(site: site, mean: mean, random: &random)
        return phases.map { _ in
            var series = common
            series.scale(random.uniform(0.94...1.06))
            if phases.count == 3, trade != .pump, random.isTrue(0.6) {
                series.add(Trade.shop.series(site: site, mean: mean * random.uniform(0.1...0.6), random: &random))
            }
            return series
        }
    }

    /// Somebody moves in or out: the house is all but empty before or after.
    private mutating func move(_ site: Site, _ random: inout SplitMix64) {
        self.note("moved")
        let number = random.integer(0...self.customers.count - 1)
        let step = random.integer(0...site.axis.steps)
        let empty = random.isTrue(0.5) ? 0..<step : step..<site.axis.allSteps
        guard !self.customers[number].hasGeneration else { return }
        self.customers[number].dim(empty, to: random.uniform(0.01...0.06))
    }

    private mutating func light(_ grid: FeederGrid, _ site: Site, _ random: inout SplitMix64) {
        self.note("light")
        for _ in 0..<random.pick([1, 1, 2]) {
            let watts = Double(random.integer(3...14)) * random.pick([40, 70, 100])
            self.lamps.append(
                UnmeteredLoad(
                    bus: random.integer(1...grid.buses.count - 1), phases: [random.integer(0...2)],
                    powerFactor: random.uniform(0.88...0.98),
                    series: Generation.streetLamps(
                        site: site, watts: watts * random.normal(1, 0.035, in: 0.9...1.1), random: &random),
                    declared: UnmeteredLoad.Declared(watts: watts)))
        }
    }
}
