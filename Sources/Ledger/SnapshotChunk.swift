public import CanonicalCBOR
public import Identity

/// Where a run of state entries belongs, and the root that it must have: a subtree of the state's Merkle tree.
public struct SnapshotChunk: Hashable, Sendable {
    /// The most bytes of an encoded chunk that one box gives another: 16 kB an entry.
    public static let maximumBytes = 16 << 20

    public let kind: StateKind
    /// The number of the first entry.
    public let first: UInt32
    public let count: Int
    /// Binds the positions too, so that no two chunks have the same: it names the chunk.
    public let root: Digest

    /// True where these are the chunk's entries, all of them and in their order.
    public func matches(_ entries: [StateEntry]) -> Bool {
        guard entries.count == self.count else { return false }
        for (offset, entry) in entries.enumerated() {
            guard entry.key == StateKey(self.kind, self.first + UInt32(offset)) else { return false }
        }
        return Self.root(of: entries[...]) == self.root
    }

    static func root(of entries: ArraySlice<StateEntry>) -> Digest {
        var tree = IncrementalMerkleTree()
        for entry in entries { tree.append(entry.leafHash) }
        return tree.root
    }
}

/// The entries of a chunk as bytes.
extension SnapshotChunk {
    public static func encode(_ entries: some Sequence<StateEntry>) -> [UInt8] {
        CBOR.array(
            entries.map {
                .array([
                    .unsigned(UInt64($0.key.kind.rawValue)), .unsigned(UInt64($0.key.number)), .bytes($0.bytes),
                ])
            }
        ).encoded()
    }

    /// - Parameter limit: the most bytes that are read.
    public static func decode(
        _ bytes: [UInt8], atMost limit: Int = SnapshotChunk.maximumBytes
    ) throws(CBORError) -> [StateEntry] {
        var fields = try CBORFields(
            decoding: bytes, of: "chunk", limits: CBORLimits(bytes: limit, items: 8 * SnapshotHead.chunkEntries))
        var entries: [StateEntry] = []
        while fields.remaining > 0 {
            var item = try fields.fields("entry")
            let kind: StateKind = try item.choice("kind")
            entries.append(
                StateEntry(
                    key: StateKey(kind, try item.uint32("number")), bytes: try item.bytes("bytes", atMost: limit)))
            try item.end()
        }
        return entries
    }
}
