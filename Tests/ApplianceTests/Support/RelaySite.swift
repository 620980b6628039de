import Appliance
import Foundation
import Testing

/// Houses with relays on a simulated line, the box that switches them, and people with keys.
struct RelaySite: SwitchedSite {
    /// A house: what its relay is in truth, and what the configuration takes it for.
    struct House: Sendable {
        let label: String
        let serial: Int
        /// The channel that cuts it.
        let channel: Int
        /// The channel that the configuration names.
        let configured: Int
        var isClosed = true
        var isPaired = false
        /// What the meter really says, where another one hangs there than the registry has.
        var foundSerial: Int?
    }

    let zone: TestZone
    let houses: [House]
    let simulation: Child
    let box: String

    private static let people = [
        ("meena", "crew"), ("verma", "crew"), ("officer-1", "registrar"),
        ("officer-2", "regulator"),
    ]

    /// The box is the zone's validator too, and the zone's policy orders nothing within a test.
    init(_ houses: [House], scale: Int) async throws {
        let zone = try TestZone(Self.people + [("substation", "validator, box")], scale: scale)
        try zone.configure("substation", Self.buses(houses))
        try await self.init(houses, zone, box: "substation")
    }

    /// The box follows a validator of its own, `substation`.
    ///
    /// - Parameter policy: entries of the zone's policy.
    init(_ houses: [House], scale: Int, policy: String) async throws {
        let zone = try TestZone(
            Self.people + [("substation", "validator"), ("box-1", "box")], scale: scale, policy: policy)
        try zone.configure("substation")
        try zone.configure("box-1", follows: true, Self.buses(houses))
        try await self.init(houses, zone, box: "box-1")
    }

    private init(_ houses: [House], _ zone: TestZone, box: String) async throws {
        (self.houses, self.zone, self.box) = (houses, zone, box)
        self.simulation = try await self.zone.folder.simulate(Self.scene(houses), clock: "clock.yaml")
    }

    private static func scene(_ houses: [House]) -> String {
        let rows = houses.enumerated().map { index, house in
            "      - {unit: \(index + 1), profile: eastron-sdm120, serial: \(house.foundSerial ?? house.serial), phase: 1, "
                + "daily_kwh: 12, profile_scale: 0, initial_kwh: 100, "
                + "relay: {module: 201, channel: \(house.channel), closed: \(house.isClosed)}}"
        }
        return """
            scene: relays
            seed: 1
            start: 2026-01-05T00:30:00Z
            lines:
              - name: line
                link: line.tty
                baud: 38400
                parity: even
                turnaround_ms: 2
                houses:
            \(rows.joined(separator: "\n"))
                relay_modules:
                  - {unit: 201, profile: waveshare-relay-8ch}

            """
    }

    private static func buses(_ houses: [House]) -> String {
        let rows = houses.enumerated().map { index, house in
            "      - {name: house-\(index + 1), unit: \(index + 1), profile: eastron-sdm120, meter: \(house.label), "
                + "relay: {device: relays, channel: \(house.configured), latching: true, side: load, "
                + "breaking_amperes: 60\(house.isPaired ? ", paired_at: 2026-01-05T00:00:00Z" : "")}}"
        }
        return """
            buses:
              - name: line-1
                port: line.tty
                baud: 38400
                parity: E
                poll: 0.5
                devices:
            \(rows.joined(separator: "\n"))
                  - {name: relays, unit: 201, profile: waveshare-relay-8ch}

            """
    }

    /// Starts the service and enters the houses into the registry.
    func start() async throws -> Service {
        let service = try await self.zone.start(self.box)
        let registered = try await self.zone.register(
            TestZone.registry(meters: self.houses.map { ($0.label, "\($0.serial)") }, box: self.box, disconnect: true))
        try #require(registered.code == 0, "\(registered)")
        return service
    }

    /// Waits until a relay is read back so.
    func waits(for label: String, output: String) async throws {
        try await wait(for: "\(label) \(output)", seconds: 60) {
            try await self.relay(label)["output"] as? String == output ? () : nil
        }
    }

    /// From the box's next start its clock is twenty minutes ahead of everybody's.
    ///
    /// - Returns: the configuration as it was.
    func clockIsAhead() throws -> String {
        let clock = try String(contentsOf: self.zone.folder.file("clock.yaml"), encoding: .utf8)
        try self.zone.folder.write("ahead.yaml", clock.replacing("T00:30:00Z", with: "T00:50:00Z"))
        let text = try String(contentsOf: self.zone.folder.file("\(self.box).yaml"), encoding: .utf8)
        try self.zone.folder.write("\(self.box).yaml", text.replacing("clock.yaml", with: "ahead.yaml"))
        return text
    }
}
