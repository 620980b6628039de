import Metering
import Testing

@testable import FeederSimulation

/// The balance of what the meters tell is what is lost, lit, stolen and drawn by the meters themselves.
@Suite struct BalanceTests {
    private struct Counted {
        var transformer = 0.0
        var houses = 0.0
        var isWhole = true
    }

    @Test func `the gap between the meters is what nobody registers`() {
        var compared = 0
        for scenario in Scenarios.all {
            let counted = self.count(scenario)
            guard counted.isWhole else { continue }
            compared += 1
            let expected = self.unregistered(scenario)
            let gap = counted.transformer - counted.houses
            #expect(abs(gap - expected) < 0.015 * scenario.fedInWh, "\(scenario.request)")
        }
        #expect(compared >= FeederFamily.allCases.count / 3)
    }

    private func unregistered(_ scenario: FeederScenario) -> Double {
        let (feeder, steps) = (scenario.feeder, 0..<scenario.feeder.axis.steps)
        let hours = Double(steps.count) * TimeAxis.stepHours
        let lamps = feeder.unmetered.filter { $0.declared != nil }.reduce(0) { $0 + $1.series.energy(steps) }
        let own = feeder.meters.reduce(0) { $0 + $1.ownWatts } * hours
        let stolen = scenario.stolen.reduce(0, +)
        switch scenario.theft?.family {
        case .transformerAltered: return scenario.lossesWh + lamps + own - stolen
        // Another house's meter has it.
        case .balancedShift: return scenario.lossesWh + lamps + own
        default: return scenario.lossesWh + lamps + own + stolen
        }
    }

    /// Adds up what the counters went forward, without damaged values and steps to a new meter.
    private func count(_ scenario: FeederScenario) -> Counted {
        var counted = Counted()
        var last: [String: FeederReading] = [:]
        let end = scenario.start.adding(seconds: Int64(scenario.request.days) * 86_400)
        for (place, reading) in scenario.readings.enumerated() where reading.quantity.isRegister {
            let house = scenario.feeder.customers.firstIndex { $0.id == reading.meter }
            guard !scenario.damagedReadings.contains(place), house == nil || self.isTotal(reading.quantity) else {
                continue
            }
            let before = last.updateValue(reading, forKey: "\(reading.meter) \(reading.quantity)")
            guard let before else {
                counted.isWhole = counted.isWhole && reading.time < scenario.start.adding(seconds: 21_600)
                continue
            }
            let energy = self.step(from: before, to: reading, house, scenario)
            if house == nil { counted.transformer += energy } else { counted.houses += energy }
        }
        counted.isWhole = counted.isWhole && last.values.allSatisfy { $0.time.adding(seconds: 21_600) > end }
        return counted
    }

    private func isTotal(_ quantity: Quantity) -> Bool { quantity == .energyImport || quantity == .energyExport }

    private func step(
        from before: FeederReading, to reading: FeederReading, _ house: Int?, _ scenario: FeederScenario
    ) -> Double {
        let isNew = scenario.complications.replacements.contains {
            let time = scenario.feeder.axis.time(of: $0.step)
            return $0.customer == house && before.time.adding(seconds: -120) <= time
                && time <= reading.time.adding(seconds: 120)
        }
        if isNew { return 0 }
        let modulus = house.map { scenario.feeder.meters[$0].modulus } ?? scenario.feeder.transformer.modulus
        let step = reading.value - before.value
        let energy = Double(step < 0 ? step + Int64(modulus) : step)
        switch reading.quantity {
        case .energyExport, .phaseExport: return -energy
        default: return energy
        }
    }
}
