import Metering
import SeededNumbers

@testable import FeederSimulation

/// What the transformers of an 11 kV feeder deliver to their houses, by the loads of the feeder simulation: one street after
/// another under the same sky.
struct TransformerLoads: Sendable {
    struct Transformer: Sendable {
        let meter: TransformerModel
        let customers: [Customer]
        let lamps: [UnmeteredLoad]
        /// W by phase and step.
        let watts: [[Double]]
    }

    let axis: TimeAxis
    let transformers: [Transformer]

    init(days: Int, count: Int, seed: UInt64) {
        let axis = TimeAxis(start: UTCTime(seconds: 1_767_225_600), days: days)
        var random = SplitMix64(seed: seed, part: "site")
        let site = Site(axis: axis, random: &random)
        self.axis = axis
        self.transformers = (0..<count).map { number in
            var random = SplitMix64(seed: seed, part: "transformer \(number)")
            let grid = FeederGrid(random: &random)
            let population = Population(grid: grid, site: site, leastThreePhase: 0, random: &random)
            // Without generation: no register of this street goes backwards.
            let customers = population.customers.filter { !$0.hasGeneration }
            let watts = Self.watts(customers, population.lamps, axis)
            let sums = (0..<axis.allSteps).map { watts[0][$0] + watts[1][$0] + watts[2][$0] }
            let meter = TransformerModel(peakWatts: sums.max() ?? 0, hasGeneration: false, random: &random)
            return Transformer(meter: meter, customers: customers, lamps: population.lamps, watts: watts)
        }
    }

    private static func watts(_ customers: [Customer], _ lamps: [UnmeteredLoad], _ axis: TimeAxis) -> [[Double]] {
        var watts = (0..<3).map { _ in PowerSeries(steps: axis.allSteps) }
        for customer in customers {
            // A meter's own watt is drawn in front of it.
            let own = PowerSeries(steps: axis.allSteps, watts: 1.2 / Double(customer.phases.count))
            for (index, phase) in customer.phases.enumerated() {
                watts[phase].add(customer.net[index])
                watts[phase].add(own)
            }
        }
        for lamp in lamps { for phase in lamp.phases { watts[phase].add(lamp.series) } }
        return watts.map(\.watts)
    }
}
