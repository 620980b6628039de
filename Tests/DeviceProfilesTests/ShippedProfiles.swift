import DeviceProfiles
import Foundation
import TestSupport

/// The profile files of the repository.
enum ShippedProfiles {
    static let files: [(name: String, text: String)] = {
        let folder = PackageFolder.file("profiles")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.sorted().map { name in
            (name, (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? "")
        }
    }()

    private static let read = Result { try ProfileCatalog(files: Self.files) }

    static func catalog() throws -> ProfileCatalog { try Self.read.get() }
}
