import Foundation
import Identity
import Storage

/// An archive of `gridtally backup` that was read to its end and is what was written.
final class BackupReader {
    let file: URL
    let manifest: BackupManifest
    private let handle: FileHandle
    /// Where each file's content begins.
    private let offsets: [UInt64]

    /// Reads everything once.
    ///
    /// - Throws: ``BackupError`` where it is damaged, cut short, or holds anything that a backup does not.
    init(_ file: URL) throws {
        self.file = file
        do {
            self.handle = try FileHandle(forReadingFrom: file)
        } catch {
            throw FileError(
                file, "cannot be read (\(error.localizedDescription))", "Check the path and its permissions.")
        }
        let scan = Scan(file: file, handle: self.handle)
        self.manifest = try scan.manifest()
        self.offsets = try self.manifest.entries.map { try scan.content(of: $0) }
        try scan.end()
    }

    /// Writes one file, synced, and checks its hash once more.
    func extract(_ entry: BackupManifest.Entry, to path: String) throws {
        guard let index = self.manifest.entries.firstIndex(of: entry) else {
            throw BackupError.damaged(file: self.file.path, found: "it has no \(entry.name)")
        }
        try DurableFile.create(path, [])
        let target = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        defer { try? target.close() }
        try self.handle.seek(toOffset: self.offsets[index])
        let scan = Scan(file: self.file, handle: self.handle)
        try scan.pass(entry) { try target.write(contentsOf: $0) }
        try target.synchronize()
    }

    /// The whole content of a small file.
    func bytes(of entry: BackupManifest.Entry) throws -> [UInt8] {
        guard let index = self.manifest.entries.firstIndex(of: entry), entry.bytes <= 1 << 20 else {
            throw BackupError.damaged(file: self.file.path, found: "\(entry.name) is not there or far too long")
        }
        try self.handle.seek(toOffset: self.offsets[index])
        return Array(try self.handle.read(upToCount: entry.bytes) ?? Data())
    }
}

extension BackupReader {
    /// One pass over the archive.
    private struct Scan {
        let file: URL
        let handle: FileHandle

        func damage(_ found: String) -> BackupError { .damaged(file: self.file.path, found: found) }

        func manifest() throws -> BackupManifest {
            let header = try self.header()
            guard header.name == TarHeader.folder + BackupManifest.fileName, header.bytes <= BackupManifest.mostBytes
            else { throw self.damage("it does not begin with a manifest") }
            let text = try self.exactly(header.bytes)
            try self.skipPadding(after: header.bytes)
            struct Format: Decodable { var format: Int }
            guard let format = try? JSONDecoder().decode(Format.self, from: text).format else {
                throw self.damage("its manifest cannot be read")
            }
            guard format <= BackupManifest.currentFormat else {
                throw BackupError.newerFormat(file: self.file.path, format: format)
            }
            guard let manifest = try? JSONDecoder().decode(BackupManifest.self, from: text) else {
                throw self.damage("its manifest cannot be read")
            }
            try self.check(manifest)
            return manifest
        }

        private func check(_ manifest: BackupManifest) throws {
            let names = manifest.entries.map(\.name)
            if let name = names.first(where: { !BackupManifest.isSafe($0) }) {
                throw self.damage("it names a file '\(name)', which leads elsewhere")
            }
            // A vote register from yesterday would let a validator contradict itself.
            if names.contains("data/\(VoteLog.fileName)") { throw self.damage("it holds a vote register") }
            guard Set(names).count == names.count, Digest(hex: manifest.genesis) != nil,
                manifest.entries.allSatisfy({ (0...TarHeader.mostBytes).contains($0.bytes) })
            else { throw self.damage("its manifest contradicts itself") }
        }

        /// The offset of an entry's content, which has to be the one that the manifest names.
        func content(of entry: BackupManifest.Entry) throws -> UInt64 {
            let header = try self.header()
            guard header.name == TarHeader.folder + entry.name, header.bytes == entry.bytes else {
                throw self.damage("\(entry.name) should follow, and \(header.name) does")
            }
            let offset = try self.handle.offset()
            try self.pass(entry) { _ in }
            try self.skipPadding(after: entry.bytes)
            return offset
        }

        func end() throws {
            guard try self.exactly(2 * TarHeader.block).allSatisfy({ $0 == 0 }),
                try self.handle.read(upToCount: 1)?.isEmpty ?? true
            else { throw self.damage("something follows its last file") }
        }

        /// Takes a content, piece by piece, each held against its hash.
        func pass(_ entry: BackupManifest.Entry, _ take: (Data) throws -> Void) throws {
            var rest = entry.bytes
            for hash in entry.sha256 {
                let piece = try self.exactly(min(rest, BackupWriter.piece))
                guard !piece.isEmpty, Digest.sha256(Array(piece)).hex == hash else {
                    throw self.damage("\(entry.name) does not fit its hash")
                }
                try take(piece)
                rest -= piece.count
            }
            guard rest == 0 else { throw self.damage("\(entry.name) has bytes without a hash") }
        }

        private func header() throws -> TarHeader {
            do throws(TarHeader.Flaw) {
                return try TarHeader(decoding: Array(try self.block()))
            } catch {
                throw self.damage("a heading in it is damaged, or of something that is no file")
            }
        }

        private func block() throws(TarHeader.Flaw) -> Data {
            guard let data = try? self.exactly(TarHeader.block) else { throw TarHeader.Flaw() }
            return data
        }

        private func exactly(_ count: Int) throws -> Data {
            guard count > 0 else { return Data() }
            guard let data = try self.handle.read(upToCount: count), data.count == count else {
                throw self.damage("it ends too early")
            }
            return data
        }

        private func skipPadding(after bytes: Int) throws {
            guard try self.exactly(TarHeader.padding(after: bytes)).allSatisfy({ $0 == 0 }) else {
                throw self.damage("something stands between its files")
            }
        }
    }
}
