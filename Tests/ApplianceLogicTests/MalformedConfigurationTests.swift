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
        Case(
            text: "",
            message: """
                box.yaml: the file is empty; expected one YAML document. Check indentation (spaces, two for \
                each level), quotes and colons here.
                """),
        Case(
            text: "just words",
            message: """
                box.yaml:1:1: found `just words`; expected a mapping with name, genesis, key, data, control,\
                 clock, network, buses, profiles, heartbeat, batch, collection, \
                loss_detection, page. Write `key: value` lines, and check\
                 the indentation.
                """),
        Case(
            text: "- a\n- b",
            message: """
                box.yaml:1:1: found a list; expected a mapping with name, genesis, key, data, control, \
                clock, network, buses, profiles, heartbeat, batch, collection, \
                loss_detection, page. Write `key: value` lines, and check \
                the indentation.
                """),
        Case(
            text: "name: [unclosed",
            message: """
                box.yaml:2:1: did not find expected ',' or ']'; expected one YAML document. Check \
                indentation (spaces, two for each level), quotes and colons here.
                """),
        Case(
            text: "name: a\nname: b",
            message:
                "box.yaml:2:1: the key name is there twice; expected each key once. Remove or change one of the two."),
        Case(
            text: "name: &a b\nkey: *a",
            message: """
                box.yaml:1:7: anchors and aliases are not allowed here; expected one YAML document. Write \
                values out, and check for a bracket or quote that is not closed.
                """),
        Case(
            text: "genesis: g\nkey: k",
            message: "box.yaml:1:1: `name` is missing; expected a value for it. Add `name: …` here."),
        Case(
            text: "name: box-1\nkey: k",
            message: "box.yaml:1:1: `genesis` is missing; expected a value for it. Add `genesis: …` here."),
        Case(
            text: "name: box-1\ngenesis: g",
            message: "box.yaml:1:1: `key` is missing; expected a value for it. Add `key: …` here."),
        Case(
            text: "name: {a: b}\ngenesis: g\nkey: k",
            message: """
                box.yaml:1:7: name: found a mapping; expected text. Write one value after the colon, and \
                check indentation and hyphens.
                """),
        Self.rest(
            "colour: red",
            """
            box.yaml:4:1: unknown key `colour`; expected one of name, genesis, key, data, control, \
            clock, network, buses, profiles, heartbeat, batch, collection, \
            loss_detection, page. Correct the spelling or remove the \
            line.
            """),
        Self.rest(
            "bus: []",
            """
            box.yaml:4:1: unknown key `bus`; expected one of name, genesis, key, data, control, clock, \
            network, buses, profiles, heartbeat, batch, collection, \
            loss_detection, page. Did you mean `buses`?
            """),
        Self.rest(
            "batch: 2m",
            """
            box.yaml:4:8: batch: found `2m`; expected 0s to 60s. Longer, and every transaction waits for \
            more than a block is worth.
            """),
        Self.rest(
            "network: {gather: 61s}",
            """
            box.yaml:4:19: network.gather: found `61s`; expected 0s to 60s. Longer, and the box is so far \
            behind that it looks cut off.
            """),
        Self.rest(
            "heartbeat: soon",
            """
            box.yaml:4:12: heartbeat: found `soon`; expected a duration such as 1d12h, 30m or 90s, at \
            most 3650 days. Use d, h, m and s, each with a whole number before it, the largest first.
            """),
        Self.rest(
            "collection: -5",
            """
            box.yaml:4:13: collection: found `-5`; expected a duration such as 1d12h, 30m or 90s, at \
            most 3650 days. Use d, h, m and s, each with a whole number before it, the largest first.
            """),
        Self.rest(
            "network: box-2",
            """
            box.yaml:4:10: network: found `box-2`; expected a mapping with publish, catch_up, relay, \
            gather, snapshot_after, peers. Write `key: value` lines, and check the indentation.
            """),
        Self.rest(
            "network: {publsh: a}",
            """
            box.yaml:4:11: network: unknown key `publsh`; expected one of publish, catch_up, relay, \
            gather, snapshot_after, peers. Did you mean `publish`?
            """),
        Self.rest(
            "network: {snapshot_after: 0}",
            """
            box.yaml:4:27: network.snapshot_after: found `0`; expected a number of blocks from 1 to 1000000000, \
            or never. Write `never` for a box that is to keep every block.
            """),
        Self.rest(
            "network: {peers: [{key: 00, publish: a, catch_up: b}]}",
            "box.yaml:4:19: network.peers[0]: `name` is missing; expected a value for it. Add `name: …` here."),
        Self.rest(
            "network: {peers: [{name: a, key: 00, publish: a, catch_up: b}]}",
            """
            box.yaml:4:34: network.peers[0].key: is not a public key; expected 64 hexadecimal digits. \
            Copy the line of the .pub file that `gridtally keygen` wrote.
            """),
        Self.rest(
            "network: {peers: [{name: a, publish: a, catch_up: b}]}",
            "box.yaml:4:19: network.peers[0]: `key` is missing; expected a value for it. Add `key: …` here."),
        Self.rest("buses: none", "box.yaml:4:8: buses: found `none`; expected a list. Begin each item with `- `."),
        Self.rest(
            "buses:\n  - line",
            """
            box.yaml:5:5: buses[0]: found `line`; expected a mapping with name, port, baud, parity, \
            stop_bits, rs485, latency_timer, host, tcp_port, framing, poll, telemetry, silence, \
            second_master, timeout_ms, devices, cable_order. Write `key: value` lines, and check the \
            indentation.
            """),
        Self.rest(
            "buses:\n  - {port: a, devices: []}",
            "box.yaml:5:5: buses[0]: `name` is missing; expected a value for it. Add `name: …` here."),
        Self.rest(
            "buses:\n  - {name: line, port: a}",
            "box.yaml:5:5: buses[0]: `devices` is missing; expected a value for it. Add `devices: …` here."),
        Self.rest(
            "buses:\n  - {name: line, devices: []}",
            "box.yaml:5:5: buses[0]: `port` is missing; expected a value for it. Add `port: …` here."),
        Self.rest(
            "buses:\n  - {name: a, port: b, devices: []}\n  - {name: a, port: c, devices: []}",
            "box.yaml:5:3: buses: the bus name a is there twice; expected it once. Remove or change one of the two."),
        Self.rest(
            "buses:\n  - {name: a, port: /dev/b, devices: []}\n  - {name: c, port: /dev/b, devices: []}",
            "box.yaml:5:3: buses: the port /dev/b is there twice; expected it once. Remove or change one of the two."),
        Self.bus(
            "port: line.tty\n    bauds: 9600",
            """
            box.yaml:7:5: buses[0]: unknown key `bauds`; expected one of name, port, baud, parity, \
            stop_bits, rs485, latency_timer, host, tcp_port, framing, poll, telemetry, silence, \
            second_master, timeout_ms, devices, cable_order. Did you mean `baud`?
            """),
        Self.bus(
            "port: line.tty\n    baud: fast",
            """
            box.yaml:7:11: buses[0].baud: found `fast`; expected a whole number from 1200 to 921600. \
            Write it in decimal digits, or as 0x with hexadecimal digits.
            """),
        Self.bus(
            "port: line.tty\n    baud: 300",
            """
            box.yaml:7:11: buses[0].baud: found `300`; expected a whole number from 1200 to 921600. \
            Write it in decimal digits, or as 0x with hexadecimal digits.
            """),
        Self.bus(
            "port: line.tty\n    parity: odd",
            "box.yaml:7:13: buses[0].parity: found `odd`; expected N, E or O. Look at the device's own setting."),
        Self.bus(
            "port: line.tty\n    stop_bits: 3",
            """
            box.yaml:7:16: buses[0].stop_bits: found `3`; expected a whole number from 1 to 2. Write it \
            in decimal digits, or as 0x with hexadecimal digits.
            """),
        Self.bus(
            "port: line.tty\n    poll: 0",
            """
            box.yaml:7:11: buses[0].poll: found `0`; expected a number from 0.05 to 3600.0. Change the \
            value; write it without a unit.
            """),
        Self.bus(
            "port: line.tty\n    telemetry: 100000",
            """
            box.yaml:7:16: buses[0].telemetry: found `100000`; expected a number from 0.05 to 86400.0. \
            Change the value; write it without a unit.
            """),
        Self.bus(
            "port: line.tty\n    silence: short",
            """
            box.yaml:7:14: buses[0].silence: found `short`; expected one of standard, strict-characters.\
             Choose one of these.
            """),
        Self.bus(
            "host: gateway\n    tcp_port: 0",
            """
            box.yaml:7:15: buses[0].tcp_port: found `0`; expected a whole number from 1 to 65535. Write \
            it in decimal digits, or as 0x with hexadecimal digits.
            """),
        Self.bus(
            "port: [a, b]",
            """
            box.yaml:6:11: buses[0].port: found a list; expected text. Write one value after the colon, \
            and check indentation and hyphens.
            """),
        Self.device(
            "units: 2",
            """
            box.yaml:12:9: buses[0].devices[0]: unknown key `units`; expected one of name, unit, \
            profile, meter, serial, k_no, rating_kw, clock_offset, fields, relay, pulses. Did you mean `unit`?
            """),
        Self.device(
            "unit: 2",
            "box.yaml:12:9: the key unit is there twice; expected each key once. Remove or change one of the two."),
        Self.device(
            "rating_kw: -3",
            """
            box.yaml:12:20: buses[0].devices[0].rating_kw: found `-3`; expected more than 0. Write how \
            much it is, without sign.
            """),
        Self.device(
            "rating_kw: lots",
            """
            box.yaml:12:20: buses[0].devices[0].rating_kw: found `lots`; expected a decimal with at most\
             3 digits after the point. Write it without unit or thousands separator.
            """),
        Self.device(
            "clock_offset: IST",
            """
            box.yaml:12:23: buses[0].devices[0].clock_offset: found `IST`; expected an offset from UTC \
            such as "+05:30". Write sign, two digits, a colon and two digits, in quotes.
            """),
        Self.device(
            "fields: voltage.l1",
            """
            box.yaml:12:17: buses[0].devices[0].fields: found `voltage.l1`; expected a list. Begin each \
            item with `- `.
            """),
        Self.device(
            "relay: yes",
            """
            box.yaml:12:16: buses[0].devices[0].relay: found `yes`; expected a mapping with device, \
            channel, paired_at, latching, power_up, side, breaking_amperes, \
            actuator_amperes. Write `key: value` lines, \
            and check the indentation.
            """),
        Self.device(
            "relay: {channel: 1}",
            """
            box.yaml:12:16: buses[0].devices[0].relay: `device` is missing; expected a value for it. Add\
             `device: …` here.
            """),
        Self.device(
            "relay: {device: module}",
            """
            box.yaml:12:16: buses[0].devices[0].relay: `channel` is missing; expected a value for it. \
            Add `channel: …` here.
            """),
        Self.device(
            "relay: {device: house, channel: 65}",
            """
            box.yaml:12:41: buses[0].devices[0].relay.channel: found `65`; expected a whole number from \
            1 to 64. Write it in decimal digits, or as 0x with hexadecimal digits.
            """),
        Self.device(
            "relay: {device: module, channel: 1}",
            """
            box.yaml:8:7: buses[0].devices: the relay of house is on module; expected a device of this \
            bus. Correct the name, or add the relay module to this bus.
            """),
        Self.device(
            "relay: {device: house, channel: 1, latching: perhaps}",
            """
            box.yaml:12:54: buses[0].devices[0].relay.latching: found `perhaps`; expected one of true, \
            false. Choose one of these.
            """),
        Self.device(
            "relay: {device: house, channel: 1, power_up: on}",
            """
            box.yaml:12:54: buses[0].devices[0].relay.power_up: found `on`; expected one of closed, \
            open. Did you mean `open`?
            """),
        Self.device(
            "relay: {device: house, channel: 1, side: left}",
            """
            box.yaml:12:50: buses[0].devices[0].relay.side: found `left`; expected one of load, supply. \
            Choose one of these.
            """),
        Self.device(
            "relay: {device: house, channel: 1, paired_at: yesterday}",
            """
            box.yaml:12:55: buses[0].devices[0].relay.paired_at: found `yesterday`; expected a time such\
             as 2026-01-05T06:00:00+05:30. Give date, time, and Z or an offset.
            """),
        Self.device(
            "relay: {device: house, channel: 1, breaking_amperes: 80 A}",
            """
            box.yaml:12:62: buses[0].devices[0].relay.breaking_amperes: found `80 A`; expected a decimal\
             with at most 3 digits after the point. Write it without unit or thousands separator.
            """),
        Self.device(
            "relay: {device: house, channel: 1, chanel: 2}",
            """
            box.yaml:12:44: buses[0].devices[0].relay: unknown key `chanel`; expected one of device, \
            channel, paired_at, latching, power_up, side, breaking_amperes, \
            actuator_amperes. Did you mean `channel`?
            """),
        Self.rest(
            "buses:\n  - {name: a, port: b, devices: [{name: h, unit: 0, profile: p}]}",
            """
            box.yaml:5:50: buses[0].devices[0].unit: found `0`; expected a whole number from 1 to 247. \
            Write it in decimal digits, or as 0x with hexadecimal digits.
            """),
        Self.rest(
            "buses:\n  - {name: a, port: b, devices: [{name: h, unit: 248, profile: p}]}",
            """
            box.yaml:5:50: buses[0].devices[0].unit: found `248`; expected a whole number from 1 to 247.\
             Write it in decimal digits, or as 0x with hexadecimal digits.
            """),
        Self.rest(
            "buses:\n  - {name: a, port: b, devices: [{name: h, profile: p}]}",
            "box.yaml:5:34: buses[0].devices[0]: `unit` is missing; expected a value for it. Add `unit: …` here."),
        Self.rest(
            "buses:\n  - {name: a, port: b, devices: [{name: h, unit: 1}]}",
            """
            box.yaml:5:34: buses[0].devices[0]: `profile` is missing; expected a value for it. Add \
            `profile: …` here.
            """),
        Self.rest(
            "buses:\n  - {name: a, port: b, devices: [{unit: 1, profile: p}]}",
            "box.yaml:5:34: buses[0].devices[0]: `name` is missing; expected a value for it. Add `name: …` here."),
        Self.rest(
            "buses:\n  - {name: a, port: b, devices: [{name: h, unit: 1, profile: p}, "
                + "{name: h, unit: 2, profile: p}]}",
            """
            box.yaml:5:33: buses[0].devices: the device name h is there twice; expected it once. Remove \
            or change one of the two.
            """),
        Self.rest(
            "buses:\n  - {name: a, port: b, devices: [{name: h, unit: 1, profile: p, relay: {device: r, channel: 2}}, "
                + "{name: i, unit: 2, profile: p, relay: {device: r, channel: 2}}, {name: r, unit: 3, profile: p}]}",
            """
            box.yaml:5:33: buses[0].devices: the relay r, channel 2 is there twice; expected it once. Remove or \
            change one of the two.
            """),
        Self.rest(
            "buses:\n  - {name: a, port: b, devices: [{name: h, unit: 1, profile: p}, "
                + "{name: i, unit: 1, profile: p}]}",
            """
            box.yaml:5:33: buses[0].devices: the unit 1 is there twice; expected it once. Remove or \
            change one of the two.
            """),
        Self.rest(
            "buses:\n  - {name: a, port: b, devices: [{name: h, unit: 1, profile: p, meter: M}, "
                + "{name: i, unit: 2, profile: p, meter: M}]}",
            "box.yaml:5:3: buses: the meter M is there twice; expected it once. Remove or change one of the two."),
    ]
}
