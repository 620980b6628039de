import DeviceProfiles
import Foundation
import Metering
import Testing

@testable import Appliance

@Suite("The rules that gridtally poll applies") struct PollCheckTests {
    private static let profile = """
        profile: three-phases
        vendor: V
        model: M
        kind: meter
        phases: 3
        defaults: {table: input, type: u32}
        fields:
          - {name: voltage.l1, obis: "1-0:32.7.0", address: 0, scale: 0.1, unit: V}
          - {name: current.l1, obis: "1-0:31.7.0", address: 2, scale: 0.001, unit: A}
          - {name: energy.active.import.total, obis: "1-0:1.8.0", address: 4, unit: Wh}
        sources: [somewhere]
        """

    private static func check() throws -> PollCheck {
        let file = FileManager.default.temporaryDirectory.appending(path: "gridtally-\(UUID().uuidString).yaml")
        defer { try? FileManager.default.removeItem(at: file) }
        try """
        name: box-1
        genesis: genesis.cbor
        key: box-1.key
        buses:
          - name: line
            port: line.tty
            devices: [{name: house, unit: 1, profile: three-phases, rating_kw: 6}]
        """.write(to: file, atomically: false, encoding: .utf8)
        let line = try #require(try BoxConfiguration.lines(of: file).lines.first)
        let device = try #require(line.devices.first)
        return PollCheck(
            [(device: device, profile: try DeviceProfile(yaml: Self.profile, file: "p.yaml"))], bus: "line")
    }

    private static func sample(_ volts: Int64, _ amperes: Int64, _ wattHours: Int64, second: Int64) -> DeviceSample {
        func reading(_ name: String, _ obis: ObisCode?, _ value: Int64, _ unit: Metering.Unit) -> Reading {
            Reading(
                obis: obis, name: name, value: value, unit: unit, quality: .valid, raw: .words([7]),
                monotonicNanoseconds: second * 1_000_000_000)
        }
        return DeviceSample(
            device: "house",
            readings: [
                reading("voltage.l1", nil, volts * 1000, .millivolt),
                reading("current.l1", nil, amperes * 1000, .milliampere),
                reading("energy.active.import.total", .activeEnergyImport, wattHours, .wattHour),
            ], texts: [], monotonicNanoseconds: second * 1_000_000_000)
    }

    @Test("each value carries the rule that touched it; values and registers stay")
    func rules() throws {
        var check = try Self.check()
        func rules(_ volts: Int64, _ amperes: Int64, _ wattHours: Int64, _ second: Int64) -> [String?] {
            let sample = Self.sample(volts, amperes, wattHours, second: second)
            let readings = check.check(sample) { UTCTime(milliseconds: 1_767_573_000_000 + $0 / 1_000_000) }
            #expect(readings.map(\.value) == sample.readings.map(\.value))
            #expect(readings.allSatisfy { $0.rawWords == [7] })
            #expect(readings.allSatisfy { ($0.quality == .valid) == ($0.rule == nil || $0.rule == "counter-first") })
            return readings.map(\.rule)
        }
        #expect(rules(230, 10, 5000, 0) == [nil, nil, "counter-first"])
        #expect(rules(230, 10, 5010, 10) == [nil, nil, nil])
        #expect(rules(412, 10, 5020, 20) == ["voltage-range", nil, nil])
        // 6 kW and a fifth more are 31.3 A in one phase.
        #expect(rules(230, 32, 5030, 30) == [nil, "current-rating", nil])
        #expect(rules(230, 10, 90_000, 40) == [nil, nil, "counter-suspect"])
        #expect(rules(230, 10, 5050, 50) == [nil, nil, nil])
        // 65 536 steps too high: a torn read.
        #expect(rules(230, 10, 5060 + 65_536, 60) == [nil, nil, "counter-torn"])
    }

    @Test("a line of JSON names the rule")
    func json() throws {
        var check = try Self.check()
        let readings = check.check(Self.sample(412, 1, 1, second: 0)) { UTCTime(milliseconds: $0 / 1_000_000) }
        let line = PollText(bus: "line").value(readings[0], device: "house", unit: 1)
        #expect(line.contains("\"value\":412,\"unit\":\"V\",\"quality\":\"suspect\",\"rule\":\"voltage-range\"}"))
    }
}
