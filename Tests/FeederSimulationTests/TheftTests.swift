import Metering
import Testing

@testable import FeederSimulation

@Suite struct TheftTests {
    private var thefts: [(scenario: FeederScenario, theft: Theft)] {
        Scenarios.all.compactMap { scenario in scenario.theft.map { (scenario, $0) } }
    }

    @Test func `what is taken matters, and begins when it is said to`() {
        for (scenario, theft) in self.thefts {
            let share = scenario.stolen.reduce(0, +) / scenario.fedInSinceOnsetWh
            #expect((0.003...0.2).contains(abs(share)), "\(theft.family) \(share)")
            #expect((share < 0) == (theft.family == .overReporting), "\(theft.family)")
            #expect(scenario.lost[..<theft.step].allSatisfy { $0 == 0 }, "\(theft.family)")
        }
    }

    @Test func `only the meters that were seen to tell another story`() {
        for (scenario, theft) in self.thefts {
            for (number, customer) in scenario.feeder.customers.enumerated() {
                let isHonest = zip(customer.net, customer.metered).allSatisfy { $0.watts == $1.watts }
                #expect(isHonest == ![theft.customer, theft.billed].contains(number), "\(theft.family)")
            }
        }
    }

    @Test func `a balanced shift leaves the sum as it is`() throws {
        let found = try #require(self.thefts.first { $0.theft.family == .balancedShift })
        let pair = [try #require(found.theft.customer), try #require(found.theft.billed)]
            .map { found.scenario.feeder.customers[$0] }
        for step in 0..<found.scenario.feeder.axis.steps {
            let used = pair.reduce(0) { $0 + $1.net[0].watts[step] }
            let told = pair.reduce(0) { $0 + $1.metered[0].watts[step] }
            #expect(abs(used - told) < 1e-9)
        }
    }

    @Test func `a broken phase is registered less, the others as they are`() throws {
        let found = try #require(self.thefts.first { $0.theft.family == .brokenCTPhase })
        let customer = found.scenario.feeder.customers[try #require(found.theft.customer)]
        let broken = try #require(found.theft.brokenPhase)
        for phase in 0..<3 {
            #expect((customer.net[phase].watts == customer.metered[phase].watts) == (phase != broken))
        }
    }

    @Test func `a replay tells earlier days again`() throws {
        let found = try #require(self.thefts.first { $0.theft.family == .replay })
        let told = found.scenario.feeder.customers[try #require(found.theft.customer)].metered[0].watts
        let (onset, end) = (found.theft.step, found.scenario.feeder.axis.steps)
        let days = (1...3).filter { length in
            let period = length * TimeAxis.stepsPerDay
            return (onset..<end - period).allSatisfy { told[$0] == told[$0 + period] }
        }
        #expect(!days.isEmpty)
    }

    @Test func `a stealthy swap is in no record`() throws {
        let found = try #require(self.thefts.first { $0.theft.family == .stealthySwap })
        let replacement = try #require(found.theft.replacement)
        #expect(found.scenario.complications.replacements.contains { $0.step == replacement.step })
        let text = String(decoding: found.scenario.topologyJSON, as: UTF8.self)
        #expect(!text.contains(found.scenario.feeder.axis.time(of: replacement.step).description))
    }

    @Test func `an altered transformer registers its share from the onset on`() throws {
        let found = try #require(self.thefts.first { $0.theft.family == .transformerAltered })
        let alteration = try #require(found.theft.alteration)
        #expect(alteration.factor(found.theft.step) == found.theft.factor)
        #expect(found.theft.step == 0 || alteration.factor(found.theft.step - 1) == 1)
    }
}
