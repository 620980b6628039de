import DeviceProfiles
import Foundation
import Platform
import Simulation
import TestSupport

/// Files of the repository that tests read.
enum Repository {
    static func catalog() throws -> ProfileCatalog { try Self.shipped.get() }

    private static let shipped = Result {
        let folder = PackageFolder.file("profiles")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
        return try ProfileCatalog(
            files: names.sorted().map { name in
                (name: name, text: try String(contentsOf: folder.appending(path: name), encoding: .utf8))
            })
    }

    /// All example scenes, by their path under `docs/scenes`.
    static func exampleScenes() throws -> [(name: String, text: String)] {
        let folder = PackageFolder.file("docs/scenes")
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
        return try names.sorted().map { ($0, try String(contentsOf: folder.appending(path: $0), encoding: .utf8)) }
    }

    static func scene(_ name: String) throws -> Scene {
        let file = PackageFolder.file("docs/scenes/\(name)")
        return try Scene(yaml: String(contentsOf: file, encoding: .utf8), file: name)
    }
}

/// A folder that goes away with its last reference.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "gridtally-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        self.path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: self.path) }
}

/// A clock that stands at `origin` now and runs `scale` times as fast.
func clock(origin: Int64, scale: Int64) throws -> ScaledClock {
    let clock = ScaledClock(
        originMilliseconds: origin, anchorNanoseconds: RealtimeClock.nanoseconds, scale: scale)
    guard let clock else { throw CocoaError(.formatting) }
    return clock
}
