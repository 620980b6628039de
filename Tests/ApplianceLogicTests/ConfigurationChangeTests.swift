import FieldBus
import Foundation
import Testing

@testable import Appliance

@Suite("A configuration that changes while the service runs") struct ConfigurationChangeTests {
    private static let text = """
        name: box-1
        genesis: g
        key: k
        collection: 5m
        heartbeat: 60s
        network:
          gather: 0s
        buses:
          - name: line-1
            port: a.tty
            baud: 9600
            poll: 10
            devices:
              - {name: house, unit: 1, profile: p, meter: M1, serial: "1", relay: {device: relays, channel: 1}}
              - {name: lone, unit: 2, profile: p, meter: M2}
              - {name: relays, unit: 9, profile: r}
          - name: line-2
            port: b.tty
            devices:
              - {name: other, unit: 1, profile: p, meter: M3}
        """

    private func configuration(_ text: String) throws -> BoxConfiguration {
        let sample = try ConfigurationSample()
        defer { sample.remove() }
        var configuration = try BoxConfiguration(contentsOf: sample.file(text))
        // Each is read in a folder of its own.
        (configuration.genesis, configuration.key) = (URL(filePath: "/g"), URL(filePath: "/k"))
        for index in configuration.buses.indices {
            configuration.buses[index].transport = .tcp(host: "h\(index)", port: 502)
        }
        return configuration
    }

    private func change(_ edits: [(String, String)]) throws -> ConfigurationChange {
        var text = Self.text
        for (old, new) in edits {
            try #require(text.contains(old), "\(old)")
            text = text.replacing(old, with: new)
        }
        return ConfigurationChange(from: try self.configuration(Self.text), to: try self.configuration(text))
    }

    @Test(
        "each key is taken over or waits",
        arguments: [
            ("collection: 5m", "collection: 6m", ["collection"], []),
            ("gather: 0s", "gather: 5s", ["network.gather"], []),
            ("poll: 10", "poll: 5", ["buses[line-1].poll"], []),
            ("poll: 10", "poll: 10\n    telemetry: 60", ["buses[line-1].telemetry"], []),
            ("poll: 10", "poll: 10\n    timeout_ms: 500", ["buses[line-1].timeout_ms"], []),
            ("unit: 2, profile: p", "unit: 3, profile: p", ["buses[line-1].devices[lone].unit"], []),
            ("unit: 2, profile: p", "unit: 2, profile: q", ["buses[line-1].devices[lone].profile"], []),
            ("serial: \"1\"", "serial: \"2\"", ["buses[line-1].devices[house].serial"], []),
            ("heartbeat: 60s", "heartbeat: 30s", [], ["heartbeat"]),
            ("name: box-1", "name: box-2", [], ["name"]),
            ("gather: 0s", "relay: true", [], ["network.relay"]),
            ("gather: 0s", "snapshot_after: never", [], ["network.snapshot_after"]),
            ("channel: 1", "channel: 2", [], ["buses[line-1].devices[house].relay.channel"]),
            (
                "channel: 1", "channel: 1, breaking_amperes: 60", [],
                ["buses[line-1].devices[house].relay.breaking_amperes"]
            ),
            ("unit: 9", "unit: 8", [], ["buses[line-1].devices[relays].unit"]),
            ("profile: r", "profile: s", [], ["buses[line-1].devices[relays].profile"]),
            ("meter: M1,", "meter: M9,", [], ["buses[line-1].devices[house].meter"]),
            (
                "meter: M2}", "meter: M2, relay: {device: relays, channel: 2}}", [],
                ["buses[line-1].devices[lone].relay.device", "buses[line-1].devices[lone].relay.channel"]
            ),
        ])
    func key(old: String, new: String, applied: [String], waiting: [String]) throws {
        let change = try self.change([(old, new)])
        #expect(change.applied.map(\.path) == applied, "\(change.differences)")
        #expect(change.waiting.map(\.path) == waiting, "\(change.differences)")
    }

    @Test("nothing changes nothing, however it is written")
    func same() throws {
        let change = try self.change([
            ("collection: 5m", "collection: 300s"), ("    baud: 9600\n", ""), ("poll: 10", "poll: 10.0"),
        ])
        #expect(change.differences.isEmpty, "\(change.differences)")
    }

    @Test("what is taken over is in force, and what waits is not")
    func inForce() throws {
        let change = try self.change([
            ("heartbeat: 60s", "heartbeat: 30s"), ("poll: 10", "poll: 5"), ("channel: 1", "channel: 2"),
        ])
        let box = change.inForce
        #expect(box.heartbeatSeconds == 60 && box.buses[0].pollSeconds == 5)
        #expect(box.buses[0].devices.first?.relay?.channel == 1)
        // A second time only what still waits is a difference.
        let again = ConfigurationChange(from: box, to: try self.configuration(Self.text))
        #expect(again.applied.map(\.path) == ["buses[line-1].poll"])
    }

    @Test("a device that comes is read, its relay waits; one that goes is gone, but not one that a relay rests on")
    func devices() throws {
        let added = try self.change([
            (
                "      - {name: relays",
                "      - {name: new, unit: 5, profile: p, meter: M5, relay: {device: relays, channel: 3}}\n      - {name: relays"
            )
        ])
        #expect(added.applied.map { "\($0)" } == ["buses[line-1].devices[new]: added"])
        #expect(added.waiting.map(\.path) == ["buses[line-1].devices[new].relay.device"])
        let device = try #require(added.inForce.buses[0].devices.first { $0.name == "new" })
        #expect(device.relay == nil && device.meter == "M5")

        let removed = try self.change([("      - {name: lone, unit: 2, profile: p, meter: M2}\n", "")])
        #expect(removed.applied.map { "\($0)" } == ["buses[line-1].devices[lone]: removed"])
        #expect(removed.inForce.buses[0].devices.map(\.name) == ["house", "relays"])

        let kept = try self.change([
            (
                "      - {name: house, unit: 1, profile: p, meter: M1, serial: \"1\", relay: {device: relays, channel: 1}}\n",
                ""
            ),
            ("      - {name: relays, unit: 9, profile: r}\n", ""),
        ])
        #expect(kept.applied.isEmpty && kept.waiting.count == 2, "\(kept.differences)")
        #expect(Set(kept.inForce.buses[0].devices.map(\.name)) == ["house", "lone", "relays"])
    }

    @Test("a bus that comes or goes waits, and the others take over what they can")
    func buses() throws {
        let added = try self.change([
            ("  - name: line-2\n", "  - name: line-3\n    port: c.tty\n    devices: []\n  - name: line-2\n"),
            ("poll: 10", "poll: 4"),
        ])
        #expect(added.waiting.map { "\($0)" } == ["buses[line-3]: added"])
        #expect(added.inForce.buses.map(\.name) == ["line-1", "line-2"] && added.inForce.buses[0].pollSeconds == 4)
        let removed = try self.change([
            (
                "  - name: line-2\n    port: b.tty\n    devices:\n      - {name: other, unit: 1, profile: p, meter: M3}",
                ""
            )
        ])
        #expect(removed.waiting.map { "\($0)" } == ["buses[line-2]: removed"])
        #expect(removed.inForce.buses.count == 2)
    }

    @Test("a device that would need the unit of one that stays makes its bus wait as a whole, and no other")
    func clash() throws {
        let change = try self.change([
            ("unit: 9", "unit: 8"), ("unit: 2", "unit: 9"), ("poll: 10", "poll: 5"),
            ("{name: other, unit: 1", "{name: other, unit: 7"),
        ])
        #expect(change.applied.map(\.path) == ["buses[line-2].devices[other].unit"], "\(change.differences)")
        #expect(change.waiting.count == 3 && change.inForce.buses[0].pollSeconds == 10)
    }

    @Test("a meter that moves to another bus than its relay's makes all buses wait")
    func moved() throws {
        let change = try self.change([
            ("meter: M1,", "meter: M4,"), ("meter: M3", "meter: M1"), ("poll: 10", "poll: 5"),
        ])
        #expect(change.applied.isEmpty && change.waiting.count == 3, "\(change.differences)")
        #expect(change.inForce.buses[1].devices[0].meter == "M3" && change.inForce.buses[0].pollSeconds == 10)
    }

    @Test("every key of the catalogue but names and containers is looked at")
    func complete() throws {
        let sample = try ConfigurationSample()
        defer { sample.remove() }
        for key in ConfigurationCatalog.keys where !key.kind.holdsKeys && key.name != "name" && key.name != "key_file" {
            let configuration = try BoxConfiguration(contentsOf: sample.file(ConfigurationSample.text(with: key)))
            let paths = ConfigurationValues(configuration).entries.map { ConfigurationCatalog.normalized($0.path) }
            let named = key.parent == "buses[].port" ? "buses[].port" : key.path
            // An empty order and the machine's clock are what is there without them.
            let isNothing = ["buses[].cable_order"].contains(key.path)
            #expect(isNothing || paths.contains(named), "\(key.path): \(paths)")
        }
    }
}
