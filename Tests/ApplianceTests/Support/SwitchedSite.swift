import Appliance
import Foundation
import Testing

/// A zone with a simulated line, and the box that switches supplies on it.
protocol SwitchedSite: Sendable {
    var zone: TestZone { get }
    var simulation: Child { get }
    /// Name of the box on the line.
    var box: String { get }
}

extension SwitchedSite {
    /// Runs a command about this box, with the configuration only, so that it finds the service by itself or not.
    func run(_ arguments: String..., key: String? = nil) async throws -> CommandResult {
        let who = key.map { ["--key", "keys/\($0).key", "--person", $0] } ?? []
        return try await ApplianceTests.run(
            Executable.file, arguments + who + ["--config", "\(self.box).yaml"], in: self.zone.folder.url, seconds: 90)
    }

    /// One relay as `relay status` shows it.
    func relay(_ label: String) async throws -> [String: Any] {
        let status = try await self.run("relay", "status", "--json").objects().first ?? [:]
        let relays = status["relays"] as? [[String: Any]] ?? []
        return try #require(relays.first { $0["meter"] as? String == label }, "\(status)")
    }

    /// What the relay modules were told, channel by channel, in their order.
    func switched() -> [String] {
        self.simulation.errors.split(separator: "\n").map(String.init).filter { $0.contains("channel") }
    }

    func stop(_ service: Service? = nil) async {
        if let service { _ = await service.child.stop() }
        await self.simulation.stop()
    }
}
