import Appliance
import Foundation
import Metering
import TestSupport
import Testing

/// `gridtally balance analyse` one level up: a feeder's meter over transformers' meters.
@Suite final class FeederOverTransformersTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("above-\(UUID().uuidString)")

    deinit { try? FileManager.default.removeItem(at: self.folder) }

    private static let topology = """
        {"transformer": {"meter_id": "F1", "rated_kva": 1000, "nominal_v": 6351, "bus": "B0", "register_resolution_wh": 100},
         "houses": [
          {"meter_id": "T1", "phase": "L123", "bus": "B1", "accuracy_class": "0.5S", "ct_class": "0.5", "rated_kva": 100},
          {"meter_id": "T2", "phase": "L123", "bus": "B2", "rated_kva": 250, "no_load_loss_w": 400, "load_loss_w": 3000},
          {"meter_id": "T3", "phase": "L123", "bus": "B2", "rated_kva": 160}],
         "lines": [{"from": "B0", "to": "B1", "length_m": 1500, "conductor": "ACSR Rabbit"},
                   {"from": "B1", "to": "B2", "length_m": 900, "conductor": "ACSR Weasel"}]}
        """
    private static let phases = [21, 41, 61].map { "\($0).8.0" }

    /// Transformers of 40, 110 and 60 kW by day, and what they lose; from the 13th day on 6 kW more before them.
    private static func readings(days: Int, quantities: [String], tap: Double = 0) -> String {
        var text = "timestamp,meter_id,quantity,value,quality\n"
        var (random, registers) = (SeededGenerator(seed: 5), [0.0, 0, 0, 0])
        for interval in 0..<(days * 96) {
            let isDay = (24..<88).contains(interval % 96)
            let watts = [40_000.0, 110_000, 60_000].map {
                $0 * (isDay ? 1 : 0.4) * .random(in: 0.8...1.2, using: &random)
            }
            let lost = watts.enumerated().reduce(0) { sum, part in
                let rated = [100_000.0, 250_000, 160_000][part.offset]
                return sum + 0.002 * rated + 0.015 * part.element * part.element / rated * 1.15
            }
            let delivered = watts.reduce(lost + (interval >= 12 * 96 ? tap : 0), +)
            let time = UTCTime(seconds: 1_767_225_600 + 900 * Int64(interval))
            for (meter, power) in ([delivered] + watts).enumerated() {
                registers[meter] += power / 4
                for quantity in quantities {
                    let value = (registers[meter] / Double(quantities.count) / 10).rounded(.down) * 10
                    text += "\(time),\(meter == 0 ? "F1" : "T\(meter)"),\(quantity),\(Int(value)),ok\n"
                }
            }
        }
        return text
    }

    private func analyse(_ topology: String, _ readings: String) throws -> (FeederAnalysis, [AlarmLine]) {
        var alarms: [AlarmLine] = []
        let analysis = try FeederAnalysis(
            topology: try self.file("topology.json", topology), readings: try self.file("readings.csv", readings)
        ) { alarms.append($0) }
        return (analysis, alarms)
    }

    private func error(_ topology: String, _ readings: String = "timestamp,meter_id,quantity,value,quality\n") throws
        -> String
    {
        let error = #expect(throws: FileError.self) { try self.analyse(topology, readings) }
        return "\(error.map { "\($0)" } ?? "")"
    }

    @Test func `a tap before the transformers is told`() throws {
        let (clean, none) = try self.analyse(Self.topology, Self.readings(days: 20, quantities: ["1.8.0"]))
        #expect(none.isEmpty && clean.summary.coverage.first?.until?.hasPrefix("2026-01-20") == true)
        let (_, alarms) = try self.analyse(Self.topology, Self.readings(days: 20, quantities: ["1.8.0"], tap: 6000))
        let last = try #require(alarms.last)
        #expect(last.kind == "unmetered-load" && last.phase == nil)
        #expect(alarms.first.map { $0.time < "2026-01-15" } == true && last.onset.hasPrefix("2026-01-1"))
        #expect(abs((last.energyWh ?? 0) - 6000 * 24 * 8) < 0.1 * 6000 * 24 * 8)
    }

    /// A winding in delta draws from two phases what is drawn from one behind it.
    @Test func `phases are compared only where the transformers keep them`() throws {
        let readings = Self.readings(days: 2, quantities: Self.phases)
        #expect(try self.error(Self.topology, readings).contains("the phases of T1 are not its own"))
        let both = Self.readings(days: 9, quantities: ["1.8.0"] + Self.phases)
        #expect(try self.analyse(Self.topology, both).0.summary.coverage.map(\.phase) == [nil])
        let kept = Self.topology.replacing("\"L123\"", with: "\"L123\", \"vector_group\": \"Yyn0\"")
        #expect(try self.analyse(kept, both).0.summary.coverage.map(\.phase) == ["L1", "L2", "L3"])
        // Feeders of a plant have no transformer between.
        let none = "\"L123\", \"no_load_loss_w\": 0, \"load_loss_w\": 0"
        let plant = Self.topology.replacing(", \"no_load_loss_w\": 400, \"load_loss_w\": 3000", with: "")
            .replacing("\"L123\"", with: none)
        #expect(try self.analyse(plant, both).0.summary.coverage.map(\.phase) == ["L1", "L2", "L3"])
    }

    @Test func `transformers that cannot be are told`() throws {
        func with(_ text: String, for old: String) -> String { Self.topology.replacing(old, with: text) }
        #expect(
            try self.error(with("\"L123\", \"vector_group\": \"Dyn77\"", for: "\"L123\"")).contains(
                "vector_group \"Dyn77\""))
        #expect(try self.error(with("\"load_loss_w\": 10", for: "\"rated_kva\": 160")).contains("no rated_kva"))
        #expect(try self.error(with("\"rated_kva\": 0", for: "\"rated_kva\": 160")).contains("rated 0.0 kVA"))
        #expect(
            try self.error(with("\"load_loss_w\": 30000", for: "\"load_loss_w\": 3000")).contains("loses 30000.0 W"))
        #expect(try self.error(with("\"nominal_v\": 1000000", for: "\"nominal_v\": 6351")).contains("nominal voltage"))
    }

    private func file(_ name: String, _ text: String) throws -> URL {
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
        let file = self.folder.appendingPathComponent(name)
        try Data(text.utf8).write(to: file)
        return file
    }
}
