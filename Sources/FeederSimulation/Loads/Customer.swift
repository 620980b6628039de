/// A house or a business with a meter.
struct Customer: Sendable {
    let id: String
    let bus: Int
    /// Of one wire of its service drop, in Ω.
    let drop: Phasor
    /// Phases of the feeder (0 to 2), one or all three.
    let phases: [Int]
    /// Of its consumption, lagging.
    let powerFactor: Double
    let hasGeneration: Bool
    /// Consumption less generation, for each of its phases.
    var net: [PowerSeries]
    /// What flows through its meter; less or other than `net` where somebody saw to it.
    var metered: [PowerSeries]

    init(
        id: String, bus: Int, drop: Phasor, phases: [Int], powerFactor: Double, hasGeneration: Bool,
        net: [PowerSeries]
    ) {
        (self.id, self.bus, self.drop, self.phases) = (id, bus, drop, phases)
        (self.powerFactor, self.hasGeneration) = (powerFactor, hasGeneration)
        (self.net, self.metered) = (net, net)
    }

    var isThreePhase: Bool { self.phases.count == 3 }
    /// `L2`, or `L123`.
    var phaseName: String { self.isThreePhase ? "L123" : "L\(self.phases[0] + 1)" }

    func energy(_ steps: Range<Int>) -> Double { self.net.reduce(0) { $0 + $1.energy(steps) } }

    /// Only a share of what it would be is drawn during these steps.
    mutating func dim(_ steps: Range<Int>, to share: Double) {
        for phase in self.net.indices { self.net[phase].dim(steps, to: share) }
        self.metered = self.net
    }

    /// No supply during these steps.
    mutating func cut(_ steps: Range<Int>) {
        for phase in self.net.indices {
            self.net[phase].cut(steps)
            self.metered[phase].cut(steps)
        }
    }
}

/// A load before or without a meter: lamps that the utility knows of, and taps that it does not.
struct UnmeteredLoad: Sendable {
    let bus: Int
    let phases: [Int]
    let powerFactor: Double
    /// Of each of its phases.
    var series: PowerSeries
    /// What the utility has on paper; nil where it knows nothing.
    let declared: Declared?

    struct Declared: Sendable {
        let watts: Double
    }
}
