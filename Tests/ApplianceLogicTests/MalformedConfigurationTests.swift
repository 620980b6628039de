import Foundation
import Testing

@testable import Appliance

/// Mistakes that people make in a box's configuration, each with exactly what they are told.
@Suite("Mistakes in a box's configuration") struct MalformedConfigurationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let message: String
        var testDescription: String { self.message }
    }

    @Test("the message says where it is and what to do", arguments: Self.cases)
    func message(item: Case) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "gridtally-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "box.yaml")
        try item.text.write(to: file, atomically: false, encoding: .utf8)
        do {
            _ = try BoxConfiguration(contentsOf: file)
            Issue.record("accepted:\n\(item.text)")
        } catch {
            #expect("\(error)".replacing(folder.path + "/", with: "") == item.message)
        }
    }

    @Test("the table is long, its messages differ, and the sample is good")
    func table() throws {
        #expect(Self.cases.count >= 40)
        #expect(Set(Self.cases.map(\.message)).count == Self.cases.count)
        let file = FileManager.default.temporaryDirectory.appending(path: "gridtally-\(UUID().uuidString).yaml")
        defer { try? FileManager.default.removeItem(at: file) }
        try Self.box(Self.line()).write(to: file, atomically: false, encoding: .utf8)
        let configuration = try BoxConfiguration(contentsOf: file)
        #expect(configuration.buses.first?.devices.first?.meter == "M1")
    }

    /// A configuration that is good but for what stands after its first three lines.
    private static func box(_ rest: String) -> String {
        "name: box-1\ngenesis: genesis.cbor\nkey: box-1.key\n\(rest)\n"
    }

    /// One bus, good but for `bus`, and one device, good but for `device`.
    private static func line(_ bus: String = "port: line.tty", device: String = "") -> String {
        "buses:\n  - name: line\n    \(bus)\n    devices:\n      - name: house\n        unit: 1\n        profile: eastron-sdm120\n"
            + "        meter: M1" + (device.isEmpty ? "" : "\n        \(device)")
    }

    private static func bus(_ bus: String, _ message: String) -> Case {
        Case(text: Self.box(Self.line(bus)), message: message)
    }

    private static func device(_ device: String, _ message: String) -> Case {
        Case(text: Self.box(Self.line(device: device)), message: message)
    }

    private static func rest(_ rest: String, _ message: String) -> Case { Case(text: Self.box(rest), message: message) }

    static let cases: [Case] = [
        Case(text: "", message: "?"),
        Case(text: "just words", message: "?"),
        Case(text: "- a\n- b", message: "?"),
        Case(text: "name: [unclosed", message: "?"),
        Case(text: "name: a\nname: b", message: "?"),
        Case(text: "name: &a b\nkey: *a", message: "?"),
        Case(text: "genesis: g\nkey: k", message: "?"),
        Case(text: "name: box-1\nkey: k", message: "?"),
        Case(text: "name: box-1\ngenesis: g", message: "?"),
        Case(text: "name: {a: b}\ngenesis: g\nkey: k", message: "?"),
        Self.rest("colour: red", "?"),
        Self.rest("bus: []", "?"),
        Self.rest("heartbeat: soon", "?"),
        Self.rest("collection: -5", "?"),
        Self.rest("clock: nowhere.yaml", "?"),
        Self.rest("network: box-2", "?"),
        Self.rest("network: {publsh: a}", "?"),
        Self.rest("network: {peers: [{key: 00, publish: a, catch_up: b}]}", "?"),
        Self.rest("network: {peers: [{name: a, key: 00, publish: a, catch_up: b}]}", "?"),
        Self.rest("network: {peers: [{name: a, publish: a, catch_up: b}]}", "?"),
        Self.rest("network: {peers: [{name: a, key_file: nowhere.pub, publish: a, catch_up: b}]}", "?"),
        Self.rest("buses: none", "?"),
        Self.rest("buses:\n  - line", "?"),
        Self.rest("buses:\n  - {port: a, devices: []}", "?"),
        Self.rest("buses:\n  - {name: line, port: a}", "?"),
        Self.rest("buses:\n  - {name: line, devices: []}", "?"),
        Self.rest("buses:\n  - {name: a, port: b, devices: []}\n  - {name: a, port: c, devices: []}", "?"),
        Self.rest("buses:\n  - {name: a, port: b, devices: []}\n  - {name: c, port: b, devices: []}", "?"),
        Self.bus("port: line.tty\n    bauds: 9600", "?"),
        Self.bus("port: line.tty\n    baud: fast", "?"),
        Self.bus("port: line.tty\n    baud: 300", "?"),
        Self.bus("port: line.tty\n    parity: odd", "?"),
        Self.bus("port: line.tty\n    stop_bits: 3", "?"),
        Self.bus("port: line.tty\n    poll: 0", "?"),
        Self.bus("port: line.tty\n    telemetry: 100000", "?"),
        Self.bus("port: line.tty\n    silence: short", "?"),
        Self.bus("host: gateway\n    tcp_port: 0", "?"),
        Self.bus("port: [a, b]", "?"),
        Self.device("units: 2", "?"),
        Self.device("unit: 2", "?"),
        Self.device("rating_kw: -3", "?"),
        Self.device("rating_kw: lots", "?"),
        Self.device("clock_offset: IST", "?"),
        Self.device("fields: voltage.l1", "?"),
        Self.device("relay: yes", "?"),
        Self.device("relay: {channel: 1}", "?"),
        Self.device("relay: {device: module}", "?"),
        Self.device("relay: {device: house, channel: 65}", "?"),
        Self.device("relay: {device: module, channel: 1}", "?"),
        Self.device("relay: {device: house, channel: 1, latching: perhaps}", "?"),
        Self.device("relay: {device: house, channel: 1, power_up: on}", "?"),
        Self.device("relay: {device: house, channel: 1, side: left}", "?"),
        Self.device("relay: {device: house, channel: 1, paired_at: yesterday}", "?"),
        Self.device("relay: {device: house, channel: 1, breaking_amperes: 80 A}", "?"),
        Self.device("relay: {device: house, channel: 1, chanel: 2}", "?"),
        Self.rest("buses:\n  - {name: a, port: b, devices: [{name: h, unit: 0, profile: p}]}", "?"),
        Self.rest("buses:\n  - {name: a, port: b, devices: [{name: h, unit: 248, profile: p}]}", "?"),
        Self.rest("buses:\n  - {name: a, port: b, devices: [{name: h, profile: p}]}", "?"),
        Self.rest("buses:\n  - {name: a, port: b, devices: [{name: h, unit: 1}]}", "?"),
        Self.rest("buses:\n  - {name: a, port: b, devices: [{unit: 1, profile: p}]}", "?"),
        Self.rest(
            "buses:\n  - {name: a, port: b, devices: [{name: h, unit: 1, profile: p}, {name: h, unit: 2, profile: p}]}",
            "?"),
        Self.rest(
            "buses:\n  - {name: a, port: b, devices: [{name: h, unit: 1, profile: p}, {name: i, unit: 1, profile: p}]}",
            "?"),
        Self.rest(
            "buses:\n  - {name: a, port: b, devices: [{name: h, unit: 1, profile: p, meter: M}, "
                + "{name: i, unit: 2, profile: p, meter: M}]}", "?"),
    ]
}
