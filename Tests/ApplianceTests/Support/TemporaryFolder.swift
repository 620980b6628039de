import Foundation

/// A folder of a test's own; gone when nobody holds it any more. Its path is short: a Unix socket's has at most 107 bytes.
final class TemporaryFolder: Sendable {
    let url: URL

    init() throws {
        self.url = URL(filePath: "/tmp/gt-\(UUID().uuidString.prefix(13))")
        try FileManager.default.createDirectory(at: self.url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: self.url) }

    func file(_ name: String) -> URL { self.url.appending(path: name) }

    func write(_ name: String, _ text: String) throws {
        try FileManager.default.createDirectory(
            at: self.file(name).deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: self.file(name))
    }
}
