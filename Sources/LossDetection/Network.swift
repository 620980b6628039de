/// The tree of cables below a transformer, and what currents lose in it.
struct Network: Sendable {
    /// Of buses in an order in which each comes after the one that feeds it; 0 is the transformer's.
    private var parent: [Int]
    /// Ω of one wire from the parent.
    private var ohms: [Double]
    /// Houses' buses; 0 where it is not known.
    private(set) var houseBus: [Int]
    private(set) var knowsLines: Bool
    /// Ω that stand for the whole grid where no line is known: a loss of 2.5 % at the rated current.
    private var equivalentOhms: Double

    init(_ topology: FeederTopology) {
        let root = topology.transformer.bus
        var neighbours: [String: [(bus: String, ohms: Double)]] = [:]
        for line in topology.lines where line.ohms.isFinite && line.ohms >= 0 {
            neighbours[line.from, default: []].append((line.to, line.ohms))
            neighbours[line.to, default: []].append((line.from, line.ohms))
        }
        var names = [root: 0]
        self.parent = [0]
        self.ohms = [0]
        var queue = [root]
        var next = 0
        while next < queue.count {
            let bus = queue[next]
            let number = next
            next += 1
            for (other, ohms) in neighbours[bus] ?? [] where names[other] == nil {
                names[other] = queue.count
                queue.append(other)
                self.parent.append(number)
                self.ohms.append(ohms)
            }
        }
        self.houseBus = topology.houses.map { $0.bus.flatMap { names[$0] } ?? 0 }
        self.knowsLines = self.houseBus.contains { $0 > 0 }
        let transformer = topology.transformer
        let rated = transformer.ratedKVA * 1000 / 3 / transformer.nominalVolts
        guard topology.medium == .electricity else {
            self.equivalentOhms = 0
            return
        }
        self.equivalentOhms = 0.025 * transformer.nominalVolts / max(1, rated)
    }

    var busCount: Int { self.parent.count }

    /// Ω of one wire that the ways from the transformer to two buses share.
    func sharedOhms(_ one: Int, _ other: Int) -> Double {
        var first = one
        var second = other
        // Parents have lower numbers.
        while first != second {
            if first > second { first = self.parent[first] } else { second = self.parent[second] }
        }
        var sum = 0.0
        while first > 0 {
            sum += self.ohms[first]
            first = self.parent[first]
        }
        return sum
    }

    /// Ω of one wire between two buses.
    func ohmsBetween(_ one: Int, _ other: Int) -> Double {
        let shared = self.sharedOhms(one, other)
        return self.sharedOhms(one, one) + self.sharedOhms(other, other) - 2 * shared
    }

    /// W lost in each phase by currents in A at each bus (three a bus): what the transformer's meter of that phase counts
    /// more than the houses'. The current of the neutral meets the phase's own at full and the others', 120° apart, at
    /// minus half (a 4-wire radial grid, grounded at the transformer); where currents lag, one of the others at more and
    /// one at less, which is told apart as `turned`.
    func losses(_ currents: inout [Double]) -> PhaseLosses {
        guard self.knowsLines else {
            return PhaseLosses(currents[0], currents[1], currents[2], self.equivalentOhms)
        }
        var sum = PhaseLosses()
        for bus in stride(from: self.parent.count - 1, to: 0, by: -1) {
            let at = 3 * bus
            sum.add(PhaseLosses(currents[at], currents[at + 1], currents[at + 2], self.ohms[bus]))
            let up = 3 * self.parent[bus]
            currents[up] += currents[at]
            currents[up + 1] += currents[at + 1]
            currents[up + 2] += currents[at + 2]
        }
        return sum
    }

    /// V by which each phase at each bus (three a bus) lies below the transformer's, for currents in A at the buses; and
    /// what lagging currents would add for a lag with a tangent of one.
    func drops(_ currents: [Double]) -> (straight: [Double], turned: [Double]) {
        var flows = currents
        for bus in stride(from: self.parent.count - 1, to: 0, by: -1) {
            let up = 3 * self.parent[bus]
            for phase in 0..<3 { flows[up + phase] += flows[3 * bus + phase] }
        }
        var straight = [Double](repeating: 0, count: currents.count)
        var turned = straight
        for bus in 1..<max(1, self.parent.count) {
            let up = 3 * self.parent[bus]
            let at = 3 * bus
            let all = flows[at] + flows[at + 1] + flows[at + 2]
            for phase in 0..<3 {
                straight[at + phase] = straight[up + phase] + self.ohms[bus] * (2.5 * flows[at + phase] - 0.5 * all)
                let difference = flows[at + (phase + 1) % 3] - flows[at + (phase + 2) % 3]
                turned[at + phase] = turned[up + phase] + self.ohms[bus] * Self.sine * difference
            }
        }
        return (straight, turned)
    }

    /// Of 120°.
    static let sine = 0.866_025_403_784_438_6
}

/// W that cables lose, by phase.
struct PhaseLosses: Sendable {
    /// With all currents in phase with their voltages.
    var straight: [Double]
    /// What a lag with a tangent of one would add: it moves losses between phases, and adds none in all.
    var turned: [Double]

    init() {
        self.straight = [0, 0, 0]
        self.turned = [0, 0, 0]
    }

    /// Of a wire with its neutral.
    init(_ a: Double, _ b: Double, _ c: Double, _ ohms: Double) {
        self.straight = [
            ohms * a * (2 * a - 0.5 * (b + c)), ohms * b * (2 * b - 0.5 * (a + c)), ohms * c * (2 * c - 0.5 * (a + b)),
        ]
        let part = ohms * Network.sine
        self.turned = [part * a * (b - c), part * b * (c - a), part * c * (a - b)]
    }

    mutating func add(_ other: PhaseLosses) {
        for phase in 0..<3 {
            self.straight[phase] += other.straight[phase]
            self.turned[phase] += other.turned[phase]
        }
    }
}
