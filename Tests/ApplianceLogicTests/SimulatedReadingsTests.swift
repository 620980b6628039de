import FeederSimulation
import Foundation
import LossDetection
import Metering
import Testing

@testable import Appliance

@Suite struct SimulatedReadingsTests {
    @Test func `readings in memory are those that the file tells`() throws {
        let folder = try MeasureFolder()
        defer { folder.remove() }
        // With photovoltaics, meters on three phases, and values that the reader doubted.
        let scenario = try FeederScenario(FeederRequest(name: "s", seed: 4, family: .normal, days: 7))
        try FeederGeneration.write(scenario, to: folder.file("s"))
        let file = try FeederReadingsFile(folder.file("s").appendingPathComponent("readings.csv.gz"), isWater: false)
        var memory = SimulatedReadings(scenario)
        var (count, suspect, quantities): (Int, Int, Set<FeederQuantity>) = (0, 0, [])
        while let row = memory.next() {
            let told = try #require(try file.next())
            let isSame =
                row.time == told.time && row.meter == told.meter && row.quantity == told.quantity
                && row.value == told.value && row.isSuspect == told.isSuspect
            guard isSame else {
                Issue.record("reading \(count): \(row) is not \(told)")
                return
            }
            (count, suspect) = (count + 1, suspect + (row.isSuspect ? 1 : 0))
            quantities.insert(row.quantity)
        }
        #expect(try file.next() == nil)
        #expect(count == scenario.readings.count && suspect > 0 && quantities.count == 14)
        #expect("\(memory.error("odd", "Look."))".hasSuffix("s: reading \(count): odd. Look."))
    }
}
