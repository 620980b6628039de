import Appliance
import Foundation
import LineDiagnostics
import Testing

/// A simulated line with three meters, and a box that polls it or does not.
struct CrewSite: Sendable {
    let zone: TestZone
    let simulation: Child
    /// Nil where no service runs.
    let service: Service?

    private static let scene = """
        scene: crew
        seed: 1
        lines:
          - name: line
            link: line.tty
            baud: 38400
            parity: even
            turnaround_ms: 2
            devices:
              - {unit: 1, profile: eastron-sdm120, serial: 12000101}
              - {unit: 2, profile: eastron-sdm120, serial: 12000202}
              - {unit: 6, profile: eastron-sdm630, serial: 63000606}
              - {unit: 201, profile: waveshare-relay-8ch}

        """

    private static let buses = """
        buses:
          - name: line-1
            port: line.tty
            baud: 38400
            parity: E
            poll: 0.3
            cable_order: [transformer, house-01, house-02]
            devices:
              - {name: house-01, unit: 1, profile: eastron-sdm120, meter: M1-01, k_no: "2101 4402 1307"}
              - {name: house-02, unit: 2, profile: eastron-sdm120, meter: M1-02}
              - {name: transformer, unit: 6, profile: eastron-sdm630, meter: M1, serial: "63000606"}
              - {name: relays, unit: 201, profile: waveshare-relay-8ch}

        """

    /// - Parameter scene: changes to the scene's text.
    init(running: Bool, scene: (String) -> String = { $0 }) async throws {
        self.zone = try TestZone([("substation", "validator, box")])
        try self.zone.configure("substation", Self.buses)
        self.simulation = try await self.zone.folder.simulate(scene(Self.scene))
        self.service = running ? try await self.zone.start("substation") : nil
        guard let service else { return }
        try await wait(for: "every meter's first answer") {
            let lines: LinesReport = try await service.client.get("/api/v1/buses")
            return lines.buses[0].devices.filter { $0.label != nil }.allSatisfy { $0.serial != nil } ? () : nil
        }
    }

    /// Runs a tool with the box's configuration.
    func tool(_ arguments: String..., seconds: Int = 60) async throws -> CommandResult {
        try await run(
            Executable.file, arguments + ["--config", "substation.yaml"], in: self.zone.folder.url, seconds: seconds)
    }

    /// Exchanges of the box's own polling so far.
    func polls() async throws -> Int {
        guard let service else { return 0 }
        return try await service.status().buses[0].transactions
    }

    /// The service goes on polling from here.
    func pollsOn() async throws {
        let before = try await self.polls()
        try await wait(for: "polls after \(before)") { try await self.polls() > before + 3 ? () : nil }
    }

    func stop() async {
        if let service { _ = await service.child.stop() }
        await self.simulation.stop()
    }
}

/// No line of a tool's text is wider than a terminal, and nothing that is no terminal gets colours.
func expectNarrow(_ result: CommandResult) {
    #expect(!result.output.contains("\u{1B}") && !result.errors.contains("\u{1B}"), "\(result)")
    for line in (result.output + result.errors).split(separator: "\n") where line.count > 80 {
        Issue.record("\(line.count) columns: \(line)\nof \(result.arguments)")
    }
}
