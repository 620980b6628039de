internal import CanonicalCBOR
internal import Glibc
internal import Ledger

/// A snapshot as a file: a heading, then the head and the chunks, each with its length in front in 4 bytes, big-endian.
enum SnapshotFile {
    private static let heading = Array("gridtally snapshot 1\n".utf8)
    private static let mostBytes = 2 << 30

    /// Writes everything and syncs it; an existing file is never replaced.
    static func write(_ head: SnapshotHead, _ entries: [StateEntry], to path: String) throws(StorageError) {
        let file = try OpenFile(path, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o644)
        var bytes = self.heading + self.frame(head.encoded())
        var offset = 0
        var rest = entries[...]
        for chunk in head.chunks {
            bytes += self.frame(self.encode(rest.prefix(chunk.count)))
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
            for index in head.chunks.indices {
                let chunk = try self.decode(reader.next())
                try head.check(chunk, at: index)
                entries += chunk
            }
            guard reader.bytes.isEmpty else { throw reader.damage("bytes after its end") }
            return (head, entries)
        } catch let error as StorageError {
            throw error
        } catch {
            throw reader.damage("\(error)")
        }
    }

    private static func frame(_ bytes: [UInt8]) -> [UInt8] {
        let count = UInt32(bytes.count)
        return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) } + bytes
    }

    private static func encode(_ entries: ArraySlice<StateEntry>) -> [UInt8] {
        CBOR.array(
            entries.map {
                .array([
                    .unsigned(UInt64($0.key.kind.rawValue)), .unsigned(UInt64($0.key.number)), .bytes($0.bytes),
                ])
            }
        ).encoded()
    }

    private static func decode(_ bytes: [UInt8]) throws(CBORError) -> [StateEntry] {
        var fields = try CBORFields(decoding: bytes, of: "chunk", limits: CBORLimits(bytes: 256 << 20, items: 1 << 16))
        var entries: [StateEntry] = []
        while fields.remaining > 0 {
            var item = try fields.fields("entry")
            let kind: StateKind = try item.choice("kind")
            entries.append(
                StateEntry(key: StateKey(kind, try item.uint32("number")), bytes: try item.bytes("bytes")))
            try item.end()
        }
        return entries
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

        func damage(_ found: String) -> StorageError { .damaged(file: self.path, found: found, goodThrough: nil) }
    }
}
