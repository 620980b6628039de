import DeviceProfiles
import Metering
import ModbusProtocol
import StrictYAML
import TestSupport
import Testing

@testable import Simulation

@Suite struct SceneTests {
    @Test func `example scenes can be read and name profiles that exist`() throws {
        let catalog = try Repository.catalog()
        let scenes = try Repository.exampleScenes()
        #expect(scenes.count >= 30)
        for (name, text) in scenes {
            let scene = try Scene(yaml: text, file: name)
            for line in scene.lines {
                #expect(throws: Never.self, "\(name)") {
                    try VirtualLine(
                        line: line, scene: scene, start: UTCTime(milliseconds: 1_767_573_000_000), profiles: catalog)
                }
            }
        }
    }

    @Test func `a row of houses counts up and takes relay channels in order`() throws {
        let line = try #require(try Repository.scene("neighbourhood.yaml").line(named: "transformer-1"))
        #expect(line.houses.map(\.device.unit) == Array(1...12))
        #expect(line.houses.map(\.phase) == [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3])
        #expect(line.houses.last?.device.serial == "12000012")
        #expect(line.houses[8].relay == Scene.Relay(moduleUnit: 202, channel: 1, isClosed: true))
        #expect(line.parity == .even && line.stopBits == 1)
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        let yaml: String
        let line: Int
        let field: String
        let problem: String
        var testDescription: String { self.problem }
    }

    static let mistakes = [
        Mistake(
            yaml: "lines:\n  - {name: a, link: a, bauds: 9600}", line: 2, field: "lines[0]", problem: "unknown key"),
        Mistake(
            yaml: "lines:\n  - name: a\n    link: a\n    baud: 9601", line: 4, field: "lines[0].baud", problem: "9601"),
        Mistake(yaml: "seed: x\nlines: []", line: 1, field: "seed", problem: "found `x`"),
        Mistake(yaml: "seed: 1\nlines: []", line: 2, field: "lines", problem: "empty"),
        Mistake(yaml: "lines:\n- {name: a, link: a}", line: 2, field: "lines `a`", problem: "no device"),
        Mistake(yaml: "lines:\n- {name: a, name: b}", line: 2, field: "", problem: "the key name is there twice"),
        Mistake(yaml: "lines: [", line: 2, field: "", problem: "node content"),
        Mistake(yaml: "", line: 0, field: "", problem: "empty"),
        Mistake(yaml: "a: &x [1]\nb: *x", line: 1, field: "", problem: "aliases"),
        Mistake(yaml: String(repeating: "[", count: 5000), line: 1, field: "", problem: "nested"),
        Mistake(yaml: String(repeating: "- ", count: 5000), line: 1, field: "", problem: "nested"),
        Mistake(yaml: String(repeating: "#", count: 300_000), line: 0, field: "", problem: "limit"),
        Mistake(
            yaml: "lines:\n- name: a\n  link: a\n  houses: {count: 300, profile: p, daily_kwh: 3}", line: 4,
            field: "lines[0].houses.count", problem: "300"),
        Mistake(
            yaml: "lines:\n- name: a\n  link: a\n  houses: {count: 9, first_unit: 240, profile: p, daily_kwh: 3}",
            line: 4, field: "lines[0].houses", problem: "240 to 248"),
        Mistake(
            yaml: "lines:\n- name: a\n  link: a\n  houses:\n  - {unit: 1, profile: p, phase: 1, daily_kwh: nan}",
            line: 5, field: "lines[0].houses[0].daily_kwh", problem: "nan"),
        Mistake(
            yaml: "lines:\n- name: a\n  link: a\n  houses:\n  - {unit: 1, profile: p, phase: 1}", line: 5,
            field: "lines[0].houses[0]", problem: "daily_kwh and yearly_kwh"),
        Mistake(
            yaml: """
                lines:
                - name: a
                  link: a
                  transformer: {unit: 7, profile: p}
                  relay_modules: [{unit: 7, profile: q}]
                """, line: 5, field: "lines `a`", problem: "unit 7 is there twice"),
        Mistake(
            yaml: """
                lines:
                - {name: a, link: a, transformer: {unit: 7, profile: p}}
                events:
                - tap: {line: b, phase: 1, watts: 5, from: +1h}
                """, line: 4, field: "events", problem: "no line `b`"),
        Mistake(
            yaml: """
                lines:
                - {name: a, link: a, transformer: {unit: 7, profile: p}}
                events:
                - dead: {line: a, unit: 7, at: +1x}
                """, line: 4, field: "events[0].dead.at", problem: "+1x"),
    ]

    /// A line with one pulse counter, good but for its outlet or what comes after it.
    private static func flow(_ outlet: String, _ rest: String = "", field: String, problem: String) -> Mistake {
        Mistake(
            yaml: """
                lines:
                - name: a
                  link: a
                  pulse_counters: [{unit: 10, profile: p}]
                  outlets:
                  - {\(outlet)}
                \(rest)
                """, line: rest.isEmpty ? 6 : 8, field: field, problem: problem)
    }

    static let flowMistakes = [
        Self.flow(
            "counter: 10, input: 1, daily_litre: 5", field: "lines[0].outlets[0]", problem: "unknown key `daily_litre`"),
        Self.flow(
            "counter: 10, input: 1, daily_litres: 5, daily_trips: 5, litres_per_pulse: 1", field: "lines[0].outlets[0]",
            problem: "both there"),
        Self.flow("counter: 10, input: 1", field: "lines[0].outlets[0]", problem: "both missing"),
        Self.flow(
            "counter: 10, input: 1, daily_litres: 5", field: "lines[0].outlets[0]",
            problem: "`litres_per_pulse` is missing"),
        Self.flow(
            "counter: 10, input: 1, daily_trips: 5, litres_per_pulse: 1", field: "lines[0].outlets[0].litres_per_pulse",
            problem: "found litres_per_pulse"),
        Self.flow(
            "counter: 10, input: 1, daily_litres: 5, litres_per_pulse: 0",
            field: "lines[0].outlets[0].litres_per_pulse", problem: "found `0`"),
        Self.flow(
            "counter: 10, input: 1, daily_litres: 1000000.001, litres_per_pulse: 1",
            field: "lines[0].outlets[0].daily_litres", problem: "1000000.001"),
        Self.flow("counter: 10, input: 65, daily_trips: 5", field: "lines[0].outlets[0].input", problem: "65"),
        Self.flow(
            "counter: 10, input: 1, daily_trips: 5, hours: 09:00-08:00", field: "lines[0].outlets[0].hours",
            problem: "09:00-08:00"),
        Self.flow(
            "counter: 10, input: 1, daily_trips: 5, hours: 8:00-09:00", field: "lines[0].outlets[0].hours",
            problem: "8:00-09:00"),
        Self.flow(
            "counter: 10, input: 1, daily_trips: 5, hours: 23:00-24:01", field: "lines[0].outlets[0].hours",
            problem: "24:01"),
        Self.flow(
            "counter: 10, input: 1, daily_trips: 5, hours: [01:00-03:00, 02:00-04:00]",
            field: "lines[0].outlets[0].hours[1]", problem: "02:00-04:00"),
        Self.flow(
            "counter: 11, input: 1, daily_trips: 5", field: "lines `a`", problem: "no pulse counter with unit 11"),
        Self.flow(
            "counter: 10, input: 1, daily_trips: 5, relay: {module: 9, channel: 1}", field: "lines `a`",
            problem: "no relay module with unit 9"),
        Mistake(
            yaml: """
                lines:
                - name: a
                  link: a
                  pulse_counters: [{unit: 10, profile: p}]
                  main: {counter: 10, input: 1, litres_per_pulse: 10}
                  outlets: [{counter: 10, input: 1, daily_trips: 5}]
                """, line: 6, field: "lines `a`", problem: "input 1 of pulse counter 10 counts two meters"),
        Mistake(
            yaml: """
                lines:
                - name: a
                  link: a
                  pulse_counters: [{unit: 10, profile: p}]
                  relay_modules: [{unit: 20, profile: p}]
                  houses: [{unit: 1, profile: p, phase: 1, daily_kwh: 1, relay: {module: 20, channel: 1}}]
                  outlets: [{counter: 10, input: 1, daily_trips: 5, relay: {module: 20, channel: 1}}]
                """, line: 7, field: "lines `a`", problem: "channel 1 of module 20 feeds two houses or outlets"),
        Self.flow(
            "counter: 10, input: 1, daily_trips: 5", "events:\n- leak: {line: a, litres_per_hour: 5, from: +1h}",
            field: "events", problem: "has no main"),
        Mistake(
            yaml: """
                lines:
                - name: a
                  link: a
                  pulse_counters: [{unit: 10, profile: p}]
                  main: {counter: 10, input: 1, litres_per_pulse: 10}
                events:
                - leak: {line: a, litres_per_hour: 5, from: +2h, to: +1h}
                """, line: 7, field: "events", problem: "the leak ends before it begins"),
    ]

    @Test(arguments: flowMistakes)
    func `a mistake with flows is named likewise`(mistake: Mistake) throws {
        try self.`a mistake is named with file, line, field, expectation and advice`(mistake: mistake)
    }

    @Test(arguments: mistakes)
    func `a mistake is named with file, line, field, expectation and advice`(mistake: Mistake) throws {
        let error = try #require(throws: YAMLError.self) { try Scene(yaml: mistake.yaml, file: "s.yaml") }
        #expect(error.location.line == mistake.line, "\(error)")
        #expect(error.field == mistake.field, "\(error)")
        #expect(error.problem.contains(mistake.problem), "\(error)")
        #expect(error.description.hasPrefix("s.yaml"))
        #expect(!error.expected.isEmpty && !error.advice.isEmpty)
    }

    @Test func `times may be offsets or absolute`() throws {
        let scene = try Scene(
            yaml: """
                lines:
                - {name: a, link: a, transformer: {unit: 7, profile: p}}
                events:
                - dead: {line: a, unit: 7, at: +1d2h3m4s}
                - recover: {line: a, unit: 7, at: 2026-01-05T06:00:00+05:30}
                """, file: "s.yaml")
        #expect(scene.events[0].action == .dead(unit: 7, at: .offset(93_784_000)))
        let time = UTCTime(milliseconds: 1_767_573_000_000)
        #expect(scene.events[1].action == .recover(unit: 7, at: .absolute(time)))
    }

    /// Bytes changed, cut, doubled and swapped in the examples: an error or a scene, never a crash.
    @Test func `mutated scenes never crash`() throws {
        var random = SeededGenerator(seed: 77)
        let scenes = try Repository.exampleScenes().map { Array($0.text.utf8) }
        let spice = Array("[]{}:-,#&*!|>'\"%@`\n \t0123456789+.e\0\u{7f}".utf8)
        var refused = 0
        for round in 0..<1500 {
            var bytes = scenes[round % scenes.count]
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.insert(spice[Int.random(in: 0..<spice.count, using: &random)], at: place)
                case 2:
                    let end = min(bytes.count, place + Int.random(in: 1...40, using: &random))
                    if end - place < bytes.count { bytes.removeSubrange(place..<end) }
                default:
                    let end = min(bytes.count, place + Int.random(in: 1...80, using: &random))
                    bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &random))
                }
            }
            do {
                _ = try Scene(yaml: String(decoding: bytes, as: UTF8.self), file: "m.yaml")
            } catch {
                refused += 1
                #expect(!error.description.isEmpty)
            }
        }
        #expect(refused > 250)
    }
}
