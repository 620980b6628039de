import Foundation
import TestSupport
import Testing

@testable import Appliance

@Suite("Every mistake of a configuration at once") struct ConfigurationCheckTests {
    private func lines(_ text: String) throws -> (lines: [String], code: Int32) {
        let sample = try ConfigurationSample()
        defer { sample.remove() }
        let file = try sample.file(text)
        let report = ConfigurationCheck.report(file)
        let shown = report.text.replacing(file.deletingLastPathComponent().path + "/", with: "")
        return (shown.components(separatedBy: "\n"), report.exitCode)
    }

    @Test("each is told with its line, in their order, and the last line counts them")
    func all() throws {
        let (lines, code) = try self.lines(
            """
            name: box-1
            genesi: genesis.cbor
            key: box-1.key
            buses:
              - name: line-1
                port: line.tty
                baud: 300
                pol: 5
                devices:
                  - {name: house, unit: 0, profile: p}
              - name: line-2
                devices: []
            """)
        #expect(
            lines == [
                "box.yaml:1:1: `genesis` is missing; expected a value for it. Add `genesis: …` here.",
                """
                box.yaml:2:1: unknown key `genesi`; expected one of name, genesis, key, data, control, clock, network, \
                buses, profiles, heartbeat, batch, collection, loss_detection, page. Did you mean `genesis`?
                """,
                """
                box.yaml:7:11: buses[0].baud: found `300`; expected a whole number from 1200 to 921600. Write it in \
                decimal digits, or as 0x with hexadecimal digits.
                """,
                """
                box.yaml:8:5: buses[0]: unknown key `pol`; expected one of name, port, baud, parity, stop_bits, rs485, \
                latency_timer, host, tcp_port, framing, poll, telemetry, silence, second_master, timeout_ms, devices, \
                cable_order. Did you mean `poll`?
                """,
                """
                box.yaml:10:29: buses[0].devices[0].unit: found `0`; expected a whole number from 1 to 247. Write it \
                in decimal digits, or as 0x with hexadecimal digits.
                """,
                """
                box.yaml:11:5: buses[1]: neither port nor host is here; expected one of port and host. `gridtally \
                config explain` says what each of them means.
                """,
                "", "6 problems in box.yaml.",
            ])
        #expect(code == 1)
    }

    @Test("what only the reader knows comes with what the catalogue knows")
    func both() throws {
        let (lines, _) = try self.lines(
            """
            name: box-1
            genesis: g
            key: k
            buses:
              - {name: a, port: p, devices: []}
              - {name: a, port: q, devices: []}
            """)
        #expect(lines.first?.hasPrefix("box.yaml:5:3: buses: the bus name a is there twice") == true, "\(lines)")
    }

    @Test("a profile that is not there, a genesis and a key are told with the line that names them")
    func files() throws {
        let (lines, code) = try self.lines(
            """
            name: box-1
            genesis: genesis.cbor
            key: box-1.key
            profiles: \(PackageFolder.file("profiles").path)
            buses:
              - name: line-1
                port: line.tty
                devices: [{name: house, unit: 1, profile: eastron-sdm12}]
            """)
        #expect(lines.contains { $0.hasPrefix("box.yaml:2:10: genesis: genesis.cbor cannot be read") }, "\(lines)")
        #expect(lines.contains { $0.hasPrefix("box.yaml:3:6: key: box-1.key cannot be read") }, "\(lines)")
        #expect(
            lines.contains { $0.hasPrefix("box.yaml:8:47: buses[0].devices[0].profile: there is no profile") },
            "\(lines)")
        #expect(lines.contains { $0.contains("Did you mean eastron-sdm120") }, "\(lines)")
        #expect(code == 1)
    }

    @Test("a file that is not there and one that is no YAML are told")
    func unreadable() throws {
        let report = ConfigurationCheck.report(URL(filePath: "/nowhere/box.yaml"))
        #expect(report.exitCode == 1 && report.text.contains("cannot be read"))
        #expect(try self.lines("name: [a").lines.first?.hasPrefix("box.yaml:") == true)
    }
}
