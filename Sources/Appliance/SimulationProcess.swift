public import Foundation
import Logging
import Platform
import Simulation

/// `gridtally simulate`: the lines of a scene until the process is told to stop.
public enum SimulationProcess {
    /// - Parameters:
    ///   - scene: the scene file; links with a relative path go beside it.
    ///   - profiles: folder of device profiles.
    ///   - clock: the zone's clock file; nil for the system's clock.
    public static func run(scene file: URL, profiles: URL, clock: URL?) async throws {
        let scene = try Scene(yaml: try FileError.text(of: file), file: file.path)
        let log = ProcessLog.make("simulate")
        let neighbourhood = try SimulatedNeighbourhood(
            scene: scene, profiles: try ProfileFolder.read(profiles),
            clock: try clock.map { try ClockFile.read($0) } ?? .system,
            linkFolder: file.deletingLastPathComponent().path)
        for port in neighbourhood.ports { log.info("line \(port.line): open it as \(port.link)") }
        try await Parts.run(
            [
                Part(name: "lines") { await neighbourhood.run() },
                Part(name: "events") { for await event in neighbourhood.events { log.info("\(event)") } },
            ], log: log)
    }
}
