import DeviceProfiles
import Foundation
import Metering
import StrictYAML
import Testing

@testable import Appliance

@Suite("Meters at a pulse counter, in a configuration") struct PulseConfigurationTests {
    private static let tap = "{name: tap, unit: 10, profile: counter, meter: W-1, pulses: "

    /// The devices of a bus, or the message.
    private static func devices(_ lines: String...) throws -> [BoxConfiguration.Device] {
        let file = FileManager.default.temporaryDirectory.appending(path: "gridtally-\(UUID().uuidString).yaml")
        let devices = lines.map { "      - \($0)\n" }.joined()
        try Data("buses:\n  - name: a\n    port: x\n    devices:\n\(devices)".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try BoxConfiguration.lines(of: file).lines[0].devices
    }

    private static func catalog() throws -> ProfileCatalog {
        try ProfileCatalog(files: [
            (
                name: "counter.yaml",
                text: """
                profile: counter
                vendor: v
                model: m
                kind: pulse-counter
                defaults: {table: holding, type: u32}
                fields:
                  - {name: pulses.1, address: 0, input: 1}
                  - {name: pulses.2, address: 2, input: 2}
                sources: [s]
                """
            )
        ])
    }

    private static func profile(_ line: String) throws -> DeviceProfile {
        try self.catalog().profile(of: self.devices(line)[0], in: URL(filePath: "box.yaml"))
    }

    @Test("say the input, what a pulse is worth, and the most that can come in an hour")
    func read() throws {
        let device = try Self.devices(
            Self.tap + "{input: 2, litres: 2.5, most_per_hour: 1000}, relay: {device: tap, channel: 1, "
                + "actuator_amperes: 0.5}}")[0]
        let pulses = try #require(device.pulses)
        #expect(pulses.input == 2 && pulses.quantity == .volume && pulses.weight == Scale(decimal: "2.5"))
        #expect(device.maximumUnitsPerHour == 2500 && device.relay?.actuatorMilliamperes == 500)
        let gate = try Self.devices(
            "{name: gate, unit: 10, profile: counter, pulses: {input: 1, metres: 5000, most_per_hour: 120}}")[0]
        #expect(gate.pulses?.quantity == .distance && gate.maximumUnitsPerHour == 600_000)
    }

    @Test("are read as meters of their own, with the counter's limits of the register and the meter's of the flow")
    func profiles() throws {
        let profile = try Self.profile(Self.tap + "{input: 2, litres: 10, most_per_hour: 500}}")
        let field = try #require(profile.field(obis: .waterVolume))
        let counter = CounterConfiguration(field, maximumUnitsPerHour: 5000)
        #expect(counter.modulus == 42_949_672_960 && counter.resolution == 10 && counter.lowWordUnits == 655_360)
        #expect(counter.maximumUnitsPerHour == 6000)
    }

    @Test("are shown and watched by what they count")
    func words() throws {
        #expect(try ProfileSummary(#require(Self.catalog()["counter"])).text.contains("  pulses  "))
        let gate = try Self.profile(
            "{name: gate, unit: 10, profile: counter, pulses: {input: 1, metres: 500, most_per_hour: 9}}")
        #expect(WatchFields(gate).energy?.name == "distance.total")
        let tap = try Self.profile(Self.tap + "{input: 2, litres: 10, most_per_hour: 500}}")
        #expect(WatchFields(tap).all.map(\.name) == ["volume.total"])
    }

    @Test("share the counter's unit, each at an input of its own")
    func sharing() throws {
        let other = Self.tap.replacing("name: tap", with: "name: other").replacing("W-1", with: "W-2")
        let both = try Self.devices(
            Self.tap + "{input: 1, litres: 1, most_per_hour: 9}}", other + "{input: 2, litres: 1, most_per_hour: 9}}")
        #expect(both.map(\.unit) == [10, 10])
    }

    @Test(
        "are refused where they make no sense",
        arguments: [
            ("{input: 1, most_per_hour: 9}}", "litres and metres are both there or both missing"),
            ("{input: 1, litres: 1, metres: 1, most_per_hour: 9}}", "litres and metres are both there or both missing"),
            ("{input: 1, litres: 0, most_per_hour: 9}}", "found `0`; expected more than 0"),
            ("{input: 1, litres: 100000.001, most_per_hour: 9}}", "expected a positive decimal from 0.001 to 100000"),
            ("{input: 65, litres: 1, most_per_hour: 9}}", "found `65`; expected a whole number from 1 to 64"),
            ("{input: 1, litres: 1}}", "`most_per_hour` is missing"),
            ("{input: 1, litres: 1, most_per_hour: 9, liters: 2}}", "unknown key `liters`"),
            ("{input: 1, litres: 1, most_per_hour: 9}, rating_kw: 5}", "`most_per_hour` of the pulses is the rating"),
        ])
    func malformed(rest: String, problem: String) throws {
        let error = try #require(throws: YAMLError.self) { try Self.devices(Self.tap + rest) }
        #expect("\(error)".contains(problem), "\(error)")
    }

    @Test("do not share their unit with anything else")
    func strangers() throws {
        let tap = Self.tap + "{input: 1, litres: 1, most_per_hour: 9}}"
        for other in [
            "{name: meter, unit: 10, profile: counter}",
            "{name: other, unit: 10, profile: other, pulses: {input: 2, litres: 1, most_per_hour: 9}}",
        ] {
            let error = try #require(throws: YAMLError.self) { try Self.devices(tap, other) }
            #expect(error.problem.hasSuffix("have the unit 10"), "\(error)")
        }
        let twice = try #require(throws: YAMLError.self) {
            try Self.devices(tap, tap.replacing("name: tap", with: "name: other"))
        }
        #expect(twice.problem.contains("the unit 10, input 1 is there twice"), "\(twice)")
    }

    @Test("name an input that the counter has, and a meter on a counter names one")
    func inputs() throws {
        for (line, problem) in [
            (Self.tap + "{input: 3, litres: 1, most_per_hour: 9}}", "counts at input 3, which counter does not have"),
            (
                "{name: tap, unit: 10, profile: counter, meter: W-1}",
                "is a meter on the pulse counter counter, at no input"
            ),
        ] {
            let error = try #require(throws: PlanProblem.self) { try Self.profile(line) }
            #expect(error.problem.contains(problem), "\(error)")
        }
        #expect(try Self.profile("{name: tap, unit: 10, profile: counter}").kind == .pulseCounter)
    }
}
