import Appliance
import Foundation
import TestSupport
import Testing

/// A running box with a simulated neighbourhood on its line, and its page.
final class PageSite: Sendable {
    let zone: TestZone
    let simulation: Child
    let service: Service
    let port: UInt16

    var address: String { "http://127.0.0.1:\(self.port)" }

    private static let meters = ["H-01", "H-02", "H-03"]

    private static let scene = OneHouse.scene.replacing("count: 1", with: "count: 3")

    private static func buses(port: UInt16) -> String {
        let houses = (1...3).map { house in
            "      - {name: house-\(house), unit: \(house), profile: eastron-sdm120, meter: H-0\(house), "
                + "k_no: \"21014402130\(house)\", relay: {device: relays, channel: \(house), "
                + "paired_at: 2026-01-05T00:00:00Z, latching: true, side: load, breaking_amperes: 60}}"
        }
        return """
            page: {listen: "127.0.0.1:\(port)"}
            buses:
              - name: line
                port: line.tty
                baud: 38400
                parity: E
                poll: 0.3
                telemetry: 0.5
                devices:
                  - {name: transformer, unit: 100, profile: eastron-sdm630, meter: DTR}
            \(houses.joined(separator: "\n"))
                  - {name: relays, unit: 201, profile: waveshare-relay-8ch}
            """
    }

    /// Starts everything and waits until an interval is balanced.
    ///
    /// - Parameter scale: chain seconds in a real second.
    init(scale: Int = 300) async throws {
        self.zone = try TestZone([("substation", "validator, box"), ("meena", "crew")], scale: scale)
        self.port = try freePort()
        self.simulation = try await self.zone.folder.simulate(Self.scene, clock: "clock.yaml")
        try self.zone.configure("substation", Self.buses(port: self.port))
        self.service = try await self.zone.start("substation")
        let registry = try TestZone.registry(
            meters: Self.meters.enumerated().map { ($0.element, "1200000\($0.offset + 1)") }, disconnect: true)
        let applied = try await self.zone.register(
            registry
                + "  - {label: DTR, serial: \"63000001\", node: transformer, box: substation, purpose: delivers}\n")
        #expect(applied.code == 0, "\(applied)")
        let address = self.address
        try await wait(for: "a balanced interval on the page", seconds: 60) {
            let metrics = try await Self.get(address + "/metrics").text
            return metrics.contains("gridtally_node_delivered{node=\"transformer\"") ? () : nil
        }
    }

    struct Answer: Sendable {
        let status: Int
        let headers: [String: String]
        let text: String
    }

    /// By curl: another's implementation of HTTP.
    static func get(_ address: String, _ arguments: String...) async throws -> Answer {
        try await self.curl(arguments + [address])
    }

    func get(_ path: String, _ arguments: String...) async throws -> Answer {
        try await Self.curl(arguments + [self.address + path])
    }

    private static func curl(_ arguments: [String]) async throws -> Answer {
        let result = try await run(
            URL(filePath: "/usr/bin/curl"), ["-sS", "-i", "--path-as-is", "--max-time", "20"] + arguments,
            in: FileManager.default.temporaryDirectory)
        guard result.code == 0 else { throw TimedOut(description: "\(result)") }
        let text = result.output.replacing("\r\n", with: "\n")
        let parts = text.split(separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false)
        let lines = (parts.first ?? "").split(separator: "\n")
        let status = Int(lines.first?.split(separator: " ").dropFirst().first ?? "") ?? 0
        let headers = lines.dropFirst().reduce(into: [String: String]()) { headers, line in
            let field = line.split(separator: ":", maxSplits: 1).map(String.init)
            if field.count == 2 { headers[field[0].lowercased()] = field[1].trimmingCharacters(in: .whitespaces) }
        }
        return Answer(status: status, headers: headers, text: parts.count > 1 ? String(parts[1]) : "")
    }

    /// A pass for the page.
    func pass(_ person: String = "meena", minutes: Int = 60) async throws -> String {
        let made = try await self.zone.gridtally(
            "page", "sign-in", "--key", "keys/\(person).key", "--person", "R. Meena", "--minutes", "\(minutes)",
            "--config",
            "substation.yaml")
        #expect(made.code == 0, "\(made)")
        return made.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    func stop() async {
        _ = await self.service.child.stop()
        await self.simulation.stop()
    }
}
