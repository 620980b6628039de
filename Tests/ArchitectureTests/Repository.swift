import Foundation
import TestSupport

/// Files of the repository, read as text.
enum Repository {
    struct Source: Sendable {
        let room: String
        let path: String
        let text: String
    }

    static func text(_ path: String) throws -> String {
        try String(contentsOf: PackageFolder.file(path), encoding: .utf8)
    }

    /// Every Swift file below Sources, by path.
    static func sources() throws -> [Source] {
        let folder = PackageFolder.file("Sources").path()
        return try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".swift") }.sorted()
            .map { path in
                Source(
                    room: String(path.prefix { $0 != "/" }), path: path, text: try self.text("Sources/\(path)"))
            }
    }
}
