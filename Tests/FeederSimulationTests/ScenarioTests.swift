import Metering
import Testing

@testable import FeederSimulation

@Suite struct ScenarioTests {
    @Test func `every family finds its feeder`() {
        #expect(Scenarios.all.map(\.request.family) == FeederFamily.allCases)
    }

    @Test func `what the transformer delivers is what is drawn and what is lost`() {
        for scenario in Scenarios.all {
            let rest = scenario.deliveredWh - scenario.lossesWh - scenario.consumedWh
            #expect(abs(rest) < 1e-6 * scenario.fedInWh, "\(scenario.request)")
            #expect(scenario.lossesWh > 0 && scenario.lossesWh < 0.1 * scenario.fedInWh)
        }
    }

    @Test func `the same seed gives the same bytes, another one others`() throws {
        let (one, again) = (try Scenarios.make(.multiple, seed: 4), try Scenarios.make(.multiple, seed: 4))
        #expect(one.topologyJSON == again.topologyJSON)
        #expect(one.readingsCSV == again.readingsCSV)
        #expect(one.truthJSON == again.truthJSON)
        #expect(try Scenarios.make(.multiple, seed: 5).readingsCSV != one.readingsCSV)
    }

    /// A theft changes nothing but what it is: the feeder is that of the normal scenario of the same seed.
    @Test func `before a theft the feeder is the honest one`() throws {
        let (honest, stealing) = (try Scenarios.make(.normal, seed: 8), try Scenarios.make(.tap, seed: 8))
        let onset = try #require(stealing.theft).step
        #expect(honest.feeder.customers.map(\.net.first?.watts) == stealing.feeder.customers.map(\.net.first?.watts))
        #expect(stealing.lost[..<onset].allSatisfy { $0 == 0 })
    }

    /// Counters run forward but where something was planted: a damaged value, a wrap, a new meter.
    @Test func `counters run forward`() {
        for scenario in Scenarios.all {
            var last: [String: Int64] = [:]
            for (place, reading) in scenario.readings.enumerated() where reading.quantity.isRegister {
                guard !scenario.damagedReadings.contains(place) else { continue }
                let key = "\(reading.meter) \(reading.quantity)"
                let before = last.updateValue(reading.value, forKey: key) ?? 0
                guard reading.value < before else { continue }
                #expect(self.isExcused(reading, before, scenario), "\(scenario.request) \(key) \(reading.time)")
            }
        }
    }

    private func isExcused(_ reading: FeederReading, _ before: Int64, _ scenario: FeederScenario) -> Bool {
        guard let number = scenario.feeder.customers.firstIndex(where: { $0.id == reading.meter }) else { return false }
        let modulus = Int64(scenario.feeder.meters[number].modulus)
        let wraps = before > modulus - 200_000 && reading.value < 200_000
        let isNew = scenario.complications.replacements.contains {
            $0.customer == number && scenario.feeder.axis.time(of: $0.step) <= reading.time
        }
        return wraps || isNew
    }

    @Test func `every seed is a seed`() throws {
        let scenario = try Scenarios.make(.normal, seed: .max)
        #expect(String(decoding: scenario.truthJSON, as: UTF8.self).contains("\"seed\": \(UInt64.max),"))
    }

    @Test func `days that cannot be simulated are refused`() {
        #expect(throws: FeederSimulationError.days(6)) { try Scenarios.make(.normal, seed: 1, days: 6) }
        #expect(throws: FeederSimulationError.unknownFamily("hook")) { try FeederFamily(named: "hook") }
        #expect(throws: Never.self) { try FeederFamily(named: "night-tap") }
    }

    @Test func `a set has every family before one comes twice`() throws {
        let set = try FeederRequest.set(seed: 3, count: 51, families: .mixed, days: 35)
        #expect(Set(set.prefix(25).map(\.family)) == Set(FeederFamily.allCases))
        #expect(set.filter { $0.family == .normal }.count == 18)
        #expect(set.map(\.name).prefix(2) == ["gen-001", "gen-002"] && Set(set.map(\.seed)).count == 51)
        #expect(try FeederRequest.set(seed: 3, count: 51, families: .mixed, days: 35) == set)
    }
}
