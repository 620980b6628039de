/// What the loss model of a transformer does not know, with what is believed of it before a reading came.
///
/// The balance of a row: *delivered − Σ registered* = Σ gainₕ·registeredₕ − gainₚ·delivered −
/// lowₚ·low current + scaleₚ·loss + drop·service + own·meters·hours + iron + copper + Σ shareᵢ·declaredᵢ + what nothing explains.
struct LossParameters: Sendable {
    private let houses: Int
    private let channels: Int
    private let loads: [DeclaredLoad]
    private let loadPlaces: [Int]
    private let hasTransformers: Bool
    let means: [Double]
    /// Standard deviations.
    let deviations: [Double]

    /// What current transformers count less of small currents, at none of it: their magnetisation takes the more of a current
    /// the smaller it is (IEC 61869-2 allows class 0.5 an error of 0.75 % at a fifth of the rated current, 1.5 % at a
    /// twentieth).
    private static let lowCurrent = (mean: 0.0, deviation: 0.004)
    /// Of the loss by the cables' record: lengths are some percent off, and a load that changes within an interval loses
    /// more than its mean.
    static let lossScale = (mean: 1.15, deviation: 0.35)
    private static let unknownGridScale = (mean: 1.0, deviation: 0.8)
    /// Tangent of how far the currents lag their voltages, less the cables' X/R; its sign is the phases' order.
    private static let lag = (mean: 0.0, deviation: 0.3)
    /// Ω from the bus to the meter, one wire.
    private static let drop = (mean: 0.04, deviation: 0.04)
    /// Of what transformers in place of houses lose without load: by the nameplate within the tolerance of IEC 60076-1, or as
    /// others of their size do. The voltage is some percent off the rated one.
    private static let iron = (mean: 1.0, deviation: 0.1)
    private static let unknownIron = (mean: 1.0, deviation: 0.4)
    /// And by the load: power factor, harmonics, warm windings and what changes within an interval add to it.
    private static let copper = (mean: 1.15, deviation: 0.3)
    private static let declaredScale = (mean: 1.0, deviation: 0.06)
    /// Share of a block of three hours that lights are on.
    private static let darkness = (mean: 0.45, deviation: 0.45)
    /// Of such a share in a day: dusk and dawn move by up to four minutes a day.
    private static let seasonPerDay = 0.012
    /// What changes with the season: nothing older than the window says anything of it.
    let seasonal: Range<Int>
    /// The season's drift is told from this day on: what is believed of lamps is believed of them as they are now.
    private let seasonDay: Double

    init(_ state: FeederState) {
        let topology = state.topology
        self.seasonDay = state.seasonDay
        self.houses = topology.houses.count
        self.channels = state.channels
        self.loads = topology.declaredLoads
        var means: [Double] = []
        var deviations: [Double] = []
        func add(_ belief: (mean: Double, deviation: Double), _ count: Int = 1) {
            means += Array(repeating: belief.mean, count: count)
            deviations += Array(repeating: belief.deviation, count: count)
        }
        for house in topology.houses { add((0, topology.medium.gainOfClass * house.accuracyClass)) }
        add((0, Self.gain(topology.transformer)), self.channels)
        add(state.network.knowsLines ? Self.lossScale : Self.unknownGridScale, self.channels)
        add(topology.medium == .electricity ? Self.lowCurrent : (0, 1e-6), self.channels)
        add(Self.lag)
        add(Self.drop)
        add(topology.medium.ownConsumption)
        let transformers = topology.houses.compactMap(\.losses)
        self.hasTransformers = !transformers.isEmpty
        for belief in Self.beliefs(transformers) { add(belief) }
        let first = means.count
        var places: [Int] = []
        for load in topology.declaredLoads {
            places.append(means.count)
            if load.schedule == .duskToDawn {
                add(Self.darkness, EnergyRow.blocks)
                add((0, Self.seasonPerDay), EnergyRow.blocks)
            } else {
                add(Self.declaredScale)
            }
        }
        self.loadPlaces = places
        self.seasonal = first..<means.count
        self.means = means
        self.deviations = deviations
    }

    /// Standard deviation of what the meter above and its current transformers miscount.
    private static func gain(_ facts: TransformerFacts) -> Double {
        0.006 * (facts.accuracyClass * facts.accuracyClass + facts.ctClass * facts.ctClass).squareRoot()
    }

    private static func beliefs(_ transformers: [TransformerLosses]) -> [(mean: Double, deviation: Double)] {
        if transformers.isEmpty { return [] }
        return [transformers.contains { $0.noLoadWatts == nil } ? self.unknownIron : self.iron, self.copper]
    }

    var count: Int { self.means.count }
    func gain(ofChannel channel: Int) -> Int { self.houses + channel }
    func lossScale(ofChannel channel: Int) -> Int { self.houses + self.channels + channel }
    private func lowCurrent(ofChannel channel: Int) -> Int { self.houses + 2 * self.channels + channel }
    var lag: Int { self.houses + 3 * self.channels }
    var drop: Int { self.lag + 1 }
    var own: Int { self.drop + 1 }
    private var ironScale: Int { self.own + 1 }
    private var copperScale: Int { self.own + 2 }

    /// What the model explains of a row, Wh; `estimates` are what was found beside the means.
    func explained(_ row: EnergyRow, members: [Int], estimates: [Double]) -> Double {
        self.regressors(row, members: members).reduce(0) { sum, part in
            sum + part.value * (self.means[part.place] + estimates[part.place])
        }
    }

    /// Tells the season of a row's coefficients from ``FeederState/seasonDay`` on, wherever they were told from before.
    func turn(_ regressors: inout [(place: Int, value: Double)], ofDay day: Double) {
        for (index, load) in self.loads.enumerated() where load.schedule == .duskToDawn {
            let drifts = (self.loadPlaces[index] + EnergyRow.blocks)..<(self.loadPlaces[index] + 2 * EnergyRow.blocks)
            // Each drift stands behind the energy that drifts.
            for place in regressors.indices.dropFirst() where drifts.contains(regressors[place].place) {
                regressors[place].value = regressors[place - 1].value * (day - self.seasonDay)
            }
        }
    }

    /// The row's coefficients: position and value, each position once.
    func regressors(_ row: EnergyRow, members: [Int]) -> [(place: Int, value: Double)] {
        var found: [(place: Int, value: Double)] = members.map { ($0, row.registered[$0]) }
        found.append((self.gain(ofChannel: row.channel), -row.delivered))
        found.append((self.lossScale(ofChannel: row.channel), row.loss))
        if row.lowCurrent != 0 { found.append((self.lowCurrent(ofChannel: row.channel), -row.lowCurrent)) }
        if row.turned != 0 { found.append((self.lag, row.turned)) }
        found.append((self.drop, row.service))
        found.append((self.own, row.hours * Double(members.count)))
        if self.hasTransformers {
            found.append((self.ironScale, row.iron))
            found.append((self.copperScale, row.copper))
        }
        for (index, load) in self.loads.enumerated() {
            if load.schedule == .duskToDawn {
                let share = load.share(ofChannel: row.channel, of: self.channels)
                guard share > 0 else { continue }
                for block in row.blockHours.indices where row.blockHours[block] > 0 {
                    let energy = share * load.watts * row.blockHours[block]
                    found.append((self.loadPlaces[index] + block, energy))
                    let drift = energy * (row.day - self.seasonDay)
                    found.append((self.loadPlaces[index] + EnergyRow.blocks + block, drift))
                }
            } else if row.declared[index] != 0 {
                found.append((self.loadPlaces[index], row.declared[index]))
            }
        }
        return found
    }
}
