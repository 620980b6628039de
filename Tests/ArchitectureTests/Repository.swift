import Foundation

/// Files of the repository, read as text.
enum Repository {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    struct Source: Sendable {
        let room: String
        let path: String
        let text: String
    }

    static func text(_ path: String) throws -> String {
        try String(contentsOf: self.root.appending(path: path), encoding: .utf8)
    }

    /// Every Swift file below Sources, by path.
    static func sources() throws -> [Source] {
        let folder = self.root.appending(path: "Sources").path()
        return try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".swift") }.sorted()
            .map { path in
                Source(
                    room: String(path.prefix { $0 != "/" }), path: path, text: try self.text("Sources/\(path)"))
            }
    }
}
