import DeviceProfiles
import Foundation

enum Repository {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static let catalog: ProfileCatalog? = try? Self.readCatalog()

    private static func readCatalog() throws -> ProfileCatalog {
        let folder = Self.root.appending(path: "profiles")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
        return try ProfileCatalog(
            files: names.sorted().map { name in
                (name: name, text: try String(contentsOf: folder.appending(path: name), encoding: .utf8))
            })
    }
}
