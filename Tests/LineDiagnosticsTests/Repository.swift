import DeviceProfiles
import Foundation
import TestSupport

enum Repository {
    static let catalog: ProfileCatalog? = try? Self.readCatalog()

    private static func readCatalog() throws -> ProfileCatalog {
        let folder = PackageFolder.file("profiles")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
        return try ProfileCatalog(
            files: names.sorted().map { name in
                (name: name, text: try String(contentsOf: folder.appending(path: name), encoding: .utf8))
            })
    }
}
