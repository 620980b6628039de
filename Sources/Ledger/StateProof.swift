public import CanonicalCBOR
public import Identity

/// Why entries are not shown to be in a state.
public enum StateProofError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kinds' roots do not make the state root that the block promises.
    case parts(expected: Digest, found: Digest)
    /// The path does not lead from the entry to the root of its kind.
    case entry(StateKey)

    public var description: String {
        switch self {
        case .parts(let expected, let found):
            "the kinds' roots make the state root \(found.hex), the block promises \(expected.hex)"
        case .entry(let key): "no path leads from \(key.kind) \(key.number) to the state root"
        }
    }
}

/// State entries with what proves that they are in the state of a block.
public struct StateProof: Hashable, Sendable {
    /// The entries of one kind: how many, and the root of their tree.
    public struct Part: Hashable, Sendable {
        public let kind: StateKind
        public let count: UInt32
        public let root: Digest
    }

    /// An entry with the sibling hashes from it to the root of its kind.
    public struct Entry: Hashable, Sendable {
        public let entry: StateEntry
        public let path: [Digest]

        public init(entry: StateEntry, path: [Digest]) {
            self.entry = entry
            self.path = path
        }
    }

    /// The most entries of one proof.
    public static let maximumEntries = 1024
    /// Numbers have 32 bits, so no path is longer.
    private static let maximumPath = 32

    /// Of every kind, ascending.
    public let parts: [Part]
    public let entries: [Entry]

    public init(parts: [Part], entries: [Entry]) {
        self.parts = parts
        self.entries = entries
    }

    /// Checks that the entries are in the state with this root.
    public func verify(root: Digest) throws(StateProofError) {
        let found = StateTree.root(of: self.parts.map { ($0.kind, Int($0.count), $0.root) })
        guard found == root else { throw .parts(expected: root, found: found) }
        for item in self.entries {
            let key = item.entry.key
            guard let part = self.parts.first(where: { $0.kind == key.kind }),
                MerkleTree.verifies(
                    item.entry.leafHash, at: Int(key.number), of: Int(part.count), path: item.path, root: part.root)
            else { throw .entry(key) }
        }
    }
}

extension StateProof {
    /// `[kind, count, root]` for each kind.
    public var partsCBOR: CBOR {
        .array(
            self.parts.map {
                .array([.unsigned(UInt64($0.kind.rawValue)), .unsigned(UInt64($0.count)), .digest($0.root)])
            })
    }

    /// `[kind, number, record, path]` for each entry.
    public var entriesCBOR: CBOR {
        .array(
            self.entries.map {
                .array([
                    .unsigned(UInt64($0.entry.key.kind.rawValue)), .unsigned(UInt64($0.entry.key.number)),
                    .bytes($0.entry.bytes), .array($0.path.map { .digest($0) }),
                ])
            })
    }

    /// - Parameter limit: the most bytes of one record.
    public init(_ fields: inout CBORFields, recordLimit limit: Int) throws(CBORError) {
        self.parts = try fields.list("parts", atMost: Int(UInt8.max)) { (item) throws(CBORError) in
            Part(kind: try item.choice("kind"), count: try item.uint32("count"), root: try item.digest("root"))
        }
        guard zip(self.parts, self.parts.dropFirst()).allSatisfy({ $0.kind.rawValue < $1.kind.rawValue }) else {
            throw fields.refused("parts", expected: "ascending kinds, each once", found: "others")
        }
        self.entries = try fields.list("entries", atMost: Self.maximumEntries) { (item) throws(CBORError) in
            let key = StateKey(try item.choice("kind"), try item.uint32("number"))
            let record = try item.bytes("record", atMost: limit)
            let values = try item.array("path", atMost: Self.maximumPath)
            var path = try CBORFields(.array(values), of: "path")
            return Entry(
                entry: StateEntry(key: key, bytes: record),
                path: try values.map { (_) throws(CBORError) in try path.digest("sibling") })
        }
    }
}
