internal import CanonicalCBOR
internal import Glibc
internal import Ledger

/// A snapshot as a file: a heading, then the head and the chunks, each with its length in front in 4 bytes, big-endian.
enum SnapshotFile {
    private static let heading = Array("gridtally snapshot 1\n".utf8)
    private static let mostBytes = 2 << 30
    private static let mostHeadBytes = 64 << 20
    /// Of a chunk that comes as a file.
    private static let mostChunkBytes = 256 << 20

    /// Where the head or a chunk lies in the file.
    struct Frame {
        let offset: Int
        let count: Int
    }

    /// Writes everything and syncs it; an existing file is never replaced, and what could not be finished is removed.
    ///
    /// - Parameter reserve: bytes that stay free on the disk for more important things.
    static func write(
        _ head: SnapshotHead, _ entries: [StateEntry], to path: String, leavingFree reserve: Int = 0
    ) throws(StorageError) {
        if reserve > 0 {
            let needed = entries.reduce(reserve) { $0 + $1.bytes.count + 16 }
            guard try OpenFile.freeBytes(beside: path) > needed else { throw .diskFull(file: path) }
        }
        let file = try OpenFile(path, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o644)
        do throws(StorageError) {
            try self.write(head, entries, to: file)
        } catch {
            try? OpenFile.remove(path)
            throw error
        }
    }

    private static func write(
        _ head: SnapshotHead, _ entries: [StateEntry], to file: OpenFile
    ) throws(StorageError) {
        var bytes = self.heading + self.frame(head.encoded())
        var offset = 0
        var rest = entries[...]
        for chunk in head.chunks {
            bytes += self.frame(SnapshotChunk.encode(rest.prefix(chunk.count)))
            rest = rest.dropFirst(chunk.count)
            if bytes.count > 1 << 20 {
                try file.write(bytes, at: offset)
                offset += bytes.count
                bytes = []
            }
        }
        try file.write(bytes, at: offset)
        try file.sync()
    }

    /// Reads a snapshot and checks it, chunk by chunk, against the state root of its final block.
    static func read(_ path: String, genesis: Genesis) throws(StorageError) -> (SnapshotHead, [StateEntry]) {
        let file = try OpenFile(path, flags: O_RDONLY)
        var reader = try Reader(bytes: file.readAll(atMost: self.mostBytes)[...], path: path)
        do {
            let head = try SnapshotHead(decoding: reader.next())
            try head.verify(genesis)
            var entries: [StateEntry] = []
            for (index, chunk) in head.chunks.enumerated() {
                let found = try SnapshotChunk.decode(reader.next(), atMost: self.mostChunkBytes)
                guard chunk.matches(found) else { throw SnapshotError.chunk(index) }
                entries += found
            }
            guard reader.bytes.isEmpty else { throw reader.damage("bytes after its end") }
            return (head, entries)
        } catch let error as StorageError {
            throw error
        } catch {
            throw reader.damage("\(error)")
        }
    }

    /// The head alone, as it was written.
    static func head(of path: String) throws(StorageError) -> SnapshotHead {
        let file = try OpenFile(path, flags: O_RDONLY)
        return try self.head(in: file).head
    }

    static func head(in file: OpenFile) throws(StorageError) -> (head: SnapshotHead, frame: Frame) {
        guard try file.read(self.heading.count, at: 0) == self.heading else {
            throw self.damage(file.path, "it is no snapshot")
        }
        let frame = try self.frame(in: file, at: self.heading.count)
        guard frame.count <= self.mostHeadBytes else { throw self.damage(file.path, "its head is too large") }
        do {
            return (try SnapshotHead(decoding: file.read(frame.count, at: frame.offset)), frame)
        } catch let error as StorageError {
            throw error
        } catch {
            throw self.damage(file.path, "\(error)")
        }
    }

    /// The frame whose length stands at an offset.
    static func frame(in file: OpenFile, at offset: Int) throws(StorageError) -> Frame {
        let count = try file.read(4, at: offset).reduce(0) { $0 << 8 | Int($1) }
        return Frame(offset: offset + 4, count: count)
    }

    private static func frame(_ bytes: [UInt8]) -> [UInt8] {
        let count = UInt32(bytes.count)
        return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) } + bytes
    }

    private static func damage(_ path: String, _ found: String) -> StorageError {
        .damaged(file: path, found: found, goodThrough: nil)
    }

    private struct Reader {
        var bytes: ArraySlice<UInt8>
        let path: String

        init(bytes: ArraySlice<UInt8>, path: String) throws(StorageError) {
            self.path = path
            self.bytes = bytes.dropFirst(SnapshotFile.heading.count)
            guard bytes.starts(with: SnapshotFile.heading) else { throw self.damage("it is no snapshot") }
        }

        mutating func next() throws(StorageError) -> [UInt8] {
            guard self.bytes.count >= 4 else { throw self.damage("it ends too early") }
            let count = self.bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            self.bytes = self.bytes.dropFirst(4)
            guard count <= self.bytes.count else { throw self.damage("it ends too early") }
            defer { self.bytes = self.bytes.dropFirst(count) }
            return Array(self.bytes.prefix(count))
        }

        func damage(_ found: String) -> StorageError { SnapshotFile.damage(self.path, found) }
    }
}
