import Appliance
import Foundation
import Testing

/// Taps with pulse meters and valves on a simulated line, the box that switches them, and people with keys.
struct ValveSite: SwitchedSite {
    struct Tap: Sendable {
        let label: String
        /// The channel whose valve is in its pipe.
        let channel: Int
        /// The channel that the configuration names.
        let configured: Int
        var dailyLitres = 48_000
        var isOpen = true
        var isPaired = false
        /// What its valve lets through while it is shut, in L/h.
        var leakLitresPerHour = 0
    }

    let zone: TestZone
    let taps: [Tap]
    let simulation: Child
    let box = "substation"

    /// A pulse is 10 L.
    init(_ taps: [Tap], scale: Int) async throws {
        self.taps = taps
        self.zone = try TestZone([("meena", "crew"), (self.box, "validator, box")], scale: scale)
        try self.zone.configure(self.box, Self.buses(taps))
        self.simulation = try await self.zone.folder.simulate(Self.scene(taps), clock: "clock.yaml")
    }

    private static func scene(_ taps: [Tap]) -> String {
        let rows = taps.enumerated().map { index, tap in
            let leak = tap.leakLitresPerHour > 0 ? ", passing_shut_per_hour: \(tap.leakLitresPerHour)" : ""
            return "      - {counter: 10, input: \(index + 1), daily_litres: \(tap.dailyLitres), litres_per_pulse: 10, "
                + "initial_pulses: \(1000 * (index + 1)), "
                + "relay: {module: 200, channel: \(tap.channel), closed: \(tap.isOpen)}\(leak)}"
        }
        return """
            scene: valves
            seed: 1
            start: 2026-01-05T00:30:00Z
            lines:
              - name: line
                link: line.tty
                baud: 38400
                turnaround_ms: 2
                pulse_counters: [{unit: 10, profile: isma-sfar-s-8di8do}]
                relay_modules: [{unit: 200, profile: waveshare-relay-8ch}]
                outlets:
            \(rows.joined(separator: "\n"))

            """
    }

    private static func buses(_ taps: [Tap]) -> String {
        let rows = taps.enumerated().map { index, tap in
            "      - {name: tap-\(index + 1), unit: 10, profile: isma-sfar-s-8di8do, meter: \(tap.label), "
                + "serial: \"WM-\(index + 1)\", pulses: {input: \(index + 1), litres: 10, most_per_hour: 3600}, "
                + "relay: {device: valves, channel: \(tap.configured), latching: true, side: load, breaking_amperes: 10, "
                + "actuator_amperes: 0.5\(tap.isPaired ? ", paired_at: 2026-01-05T00:00:00Z" : "")}}"
        }
        return """
            buses:
              - name: line-1
                port: line.tty
                baud: 38400
                poll: 0.5
                devices:
            \(rows.joined(separator: "\n"))
                  - {name: valves, unit: 200, profile: waveshare-relay-8ch}

            """
    }

    /// Starts the service, enters the taps into the registry, and waits until the chain knows each register.
    func start() async throws -> Service {
        let service = try await self.zone.start(self.box)
        let registered = try await self.zone.register(try self.registry())
        try #require(registered.code == 0, "\(registered)")
        for tap in self.taps { _ = try await service.register(of: tap.label) }
        return service
    }

    private func registry() throws -> String {
        let tariff = Executable.profiles.appending(path: "tariffs/delhi-water-2013.yaml")
        let label = try #require(TariffCheck(tariff).label)
        let meters = self.taps.enumerated().map { index, tap in
            "  - {label: \(tap.label), serial: WM-\(index + 1), node: P-\(tap.label), box: \(self.box), "
                + "account: A-\(tap.label), purpose: consumes, service: water, disconnect: true}"
        }
        return """
            tariffs:
              - {file: "\(tariff.path)"}
            nodes:
              - {label: zone, kind: feeder}
            \(self.taps.map { "  - {label: P-\($0.label), kind: service_point, parent: zone}" }.joined(separator: "\n"))
            accounts:
            \(self.taps.map { "  - {label: A-\($0.label), tariff: \(label)}" }.joined(separator: "\n"))
            meters:
            \(meters.joined(separator: "\n"))

            """
    }

    func pair(_ label: String) async throws -> CommandResult {
        try await self.run("relay", "pair", label, "--yes", key: "meena")
    }
}
