import Foundation
import Glibc

/// The files of one measurement, in a folder of its own that is removed at the end.
struct MeasureFolder: Sendable {
    let url: URL

    /// - Parameter parent: where to make it: this decides which disk is measured.
    init(in parent: URL = FileManager.default.temporaryDirectory) throws {
        self.url =
            parent.appendingPathComponent("gridtally-measure-\(getpid())-\(UUID().uuidString.prefix(8))")
            .standardizedFileURL
        try FileManager.default.createDirectory(at: self.url, withIntermediateDirectories: true)
    }

    func file(_ name: String) -> URL { self.url.appendingPathComponent(name) }

    func put(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: self.file(name), options: .atomic)
    }

    /// Bytes of a file; 0 where there is none.
    func size(_ name: String) -> Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: self.file(name).path)
        return attributes?[.size] as? Int ?? 0
    }

    func remove() { try? FileManager.default.removeItem(at: self.url) }
}
