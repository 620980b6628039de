import Foundation
import Identity
import Storage

/// Puts files into one archive: the manifest first, then each file, whole or not at all.
struct BackupWriter {
    static let piece = 1 << 20

    let file: URL
    let seconds: Int64

    /// Hashes files that stay as they are.
    ///
    /// - Parameter items: name in the archive, and where its content is.
    static func entries(_ items: [(name: String, content: URL)]) throws -> [BackupManifest.Entry] {
        try items.map { item in
            var hashes: [String] = []
            var bytes = 0
            let handle = try FileHandle(forReadingFrom: item.content)
            defer { try? handle.close() }
            while let piece = try handle.read(upToCount: Self.piece), !piece.isEmpty {
                hashes.append(Digest.sha256(Array(piece)).hex)
                bytes += piece.count
            }
            return BackupManifest.Entry(name: item.name, bytes: bytes, sha256: hashes)
        }
    }

    /// Writes the archive (mode 0600) beside its place, syncs it, and moves it there; an existing file is never replaced.
    func write(_ manifest: BackupManifest, _ items: [(name: String, content: URL)]) throws {
        let beside = self.file.path + ".unfinished"
        try? FileManager.default.removeItem(atPath: beside)
        try DurableFile.create(beside, [])
        do {
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: beside))
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            let text = try encoder.encode(manifest)
            try self.begin(BackupManifest.fileName, text.count, handle)
            try handle.write(contentsOf: text)
            try handle.write(contentsOf: Data(count: TarHeader.padding(after: text.count)))
            for (entry, item) in zip(manifest.entries, items) { try self.add(entry, item.content, handle) }
            try handle.write(contentsOf: Data(count: 2 * TarHeader.block))
            try handle.synchronize()
            try handle.close()
            try FileError.refuseExisting(self.file)
            try DurableFile.rename(beside, to: self.file.path)
        } catch {
            try? FileManager.default.removeItem(atPath: beside)
            throw error
        }
    }

    private func begin(_ name: String, _ bytes: Int, _ handle: FileHandle) throws {
        let header = TarHeader(name: TarHeader.folder + name, bytes: bytes, seconds: self.seconds)
        try handle.write(contentsOf: Data(header.encoded()))
    }

    private func add(_ entry: BackupManifest.Entry, _ content: URL, _ handle: FileHandle) throws {
        guard entry.bytes <= TarHeader.mostBytes else {
            throw FileError(content, "has over \(TarHeader.mostBytes) bytes", "Copy this box's disk as a whole.")
        }
        try self.begin(entry.name, entry.bytes, handle)
        let source = try FileHandle(forReadingFrom: content)
        defer { try? source.close() }
        var written = 0
        while let piece = try source.read(upToCount: Self.piece), !piece.isEmpty {
            try handle.write(contentsOf: piece)
            written += piece.count
        }
        guard written == entry.bytes else { throw FileError(content, "changed while it was copied", "Try again.") }
        try handle.write(contentsOf: Data(count: TarHeader.padding(after: written)))
    }
}
