import SeededNumbers

/// The buses and cables of one feeder, the transformer's busbar first; a bus stands after the one that feeds it.
struct FeederGrid: Sendable {
    struct Bus: Sendable {
        let name: String
        /// Outgoing circuit at the transformer, from 1; 0 for the busbar.
        let branch: Int
        /// The bus that feeds it; the busbar's is its own.
        let parent: Int
        let conductor: Conductor
        /// Of the cable from its parent, in m.
        var length: Double
        /// Of its joints in each wire, in Ω: more where one was badly made.
        let joint: Double
    }

    enum Settlement: String, Sendable, CaseIterable {
        case urban, village, rural

        fileprivate var customers: ClosedRange<Int> {
            switch self {
            case .urban: 20...40
            case .village: 16...34
            case .rural: 14...24
            }
        }

        fileprivate var spans: ClosedRange<Double> {
            switch self {
            case .urban: 4...40
            case .village: 6...75
            case .rural: 12...220
            }
        }

        fileprivate func conductor(isTrunk: Bool, _ random: inout SplitMix64) -> Conductor {
            switch self {
            case .urban: random.isTrue(isTrunk ? 0.9 : 0.5) ? .cable150 : .overhead70
            case .village: isTrunk ? random.pick([.cable150, .overhead70, .overhead70]) : .overhead35
            case .rural: isTrunk ? .overhead70 : .overhead35
            }
        }

        /// Of a service drop, in m.
        var drops: ClosedRange<Double> {
            switch self {
            case .urban: 2...18
            case .village: 4...30
            case .rural: 8...70
            }
        }
    }

    let settlement: Settlement
    /// How many customers are to be connected.
    let customers: Int
    private(set) var buses: [Bus]

    init(random: inout SplitMix64) {
        let settlement = random.pick(Settlement.allCases)
        self.settlement = settlement
        self.buses = [Bus(name: "BUS0", branch: 0, parent: 0, conductor: .cable150, length: 0, joint: 0)]
        let branches = random.pick(weighted: [(1, 2.5), (2, 3), (3, 2.5), (4, 1)])
        self.customers = random.integer(settlement.customers)
        let perBranch = Double(self.customers) * random.uniform(0.6...1.3) / Double(branches)
        let sizes = (0..<branches).map { _ in max(2, Int(perBranch * random.uniform(0.6...1.4))) }
        var names = Array(0..<sizes.reduce(0, +)).shuffled(using: &random)
        for (branch, size) in sizes.enumerated() {
            var tip = 0
            for number in 0..<size {
                let first = self.buses.count - number
                let isTrunk = number == 0 || random.isTrue(0.7)
                let parent = isTrunk ? tip : random.integer(first...self.buses.count - 1)
                let conductor =
                    isTrunk && number > 0 && random.isTrue(0.85)
                    ? self.buses[tip].conductor : settlement.conductor(isTrunk: isTrunk, &random)
                self.buses.append(
                    Bus(
                        name: "B\(names.removeLast())", branch: branch + 1, parent: parent, conductor: conductor,
                        length: Self.span(settlement, &random),
                        joint: random.isTrue(0.003) ? random.uniform(0.01...0.06) : 0))
                if isTrunk { tip = self.buses.count - 1 }
            }
        }
    }

    private static func span(_ settlement: Settlement, _ random: inout SplitMix64) -> Double {
        let long: Double = settlement == .rural && random.isTrue(0.06) ? 1.8 : 1
        return min(400, long * random.logUniform(settlement.spans))
    }

    /// Makes every cable shorter; the shortest stay at 2 m.
    mutating func shrink(by factor: Double) {
        for bus in self.buses.indices.dropFirst() {
            self.buses[bus].length = max(2, self.buses[bus].length * factor)
        }
    }

    /// Of a wire from a bus's parent to it, in Ω.
    func impedance(of bus: Int) -> Phasor {
        let cable = self.buses[bus]
        return cable.length / 1000 * cable.conductor.impedance + Phasor(cable.joint, 0)
    }

    /// The way along the cables between two buses: its length in m and the resistance of one wire in Ω.
    func way(from first: Int, to second: Int) -> (length: Double, resistance: Double) {
        var (left, right, length, resistance) = (first, second, 0.0, 0.0)
        while left != right {
            let deeper = max(left, right)
            length += self.buses[deeper].length
            resistance += self.impedance(of: deeper).real
            if left > right { left = self.buses[left].parent } else { right = self.buses[right].parent }
        }
        return (length, resistance)
    }
}
