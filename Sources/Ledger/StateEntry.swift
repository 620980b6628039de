internal import CanonicalCBOR
public import Identity

/// What a state entry describes; with its number it is the entry's position in the state tree.
public enum StateKind: UInt8, Hashable, Sendable, CaseIterable {
    /// Zone-wide values: block time, counters, policy.
    case zone = 1
    case principal = 2
    case node = 3
    case meter = 4
    /// One register channel of a meter, by position of its registration.
    case register = 5
    case account = 6
    case tariff = 7
    case bill = 8
    case payment = 9
    case order = 10
    case finding = 11
    case collector = 12
    /// The validators of one epoch; number 0 is epoch 1.
    case validators = 13
    /// How a validator contradicted itself.
    case evidence = 14
    /// What a supply was let on by before its payment came.
    case voucher = 15
}

/// A position in the state tree.
public struct StateKey: Hashable, Comparable, Sendable {
    public let kind: StateKind
    /// Dense within its kind, from 0.
    public let number: UInt32

    public init(_ kind: StateKind, _ number: UInt32) {
        self.kind = kind
        self.number = number
    }

    public static func < (left: StateKey, right: StateKey) -> Bool {
        (left.kind.rawValue, left.number) < (right.kind.rawValue, right.number)
    }
}

/// One entry of the contract's state in canonical bytes.
public struct StateEntry: Hashable, Sendable {
    public let key: StateKey
    public let bytes: [UInt8]

    public init(key: StateKey, bytes: [UInt8]) {
        self.key = key
        self.bytes = bytes
    }

    /// The leaf binds the position, so that an entry proves nothing at another place.
    var leafHash: Digest {
        let position = CBOR.array([.unsigned(UInt64(self.key.kind.rawValue)), .unsigned(UInt64(self.key.number))])
        return MerkleTree.leafHash(position.encoded() + self.bytes)
    }
}

/// The Merkle tree over all state entries: one incremental tree for each kind, and one over their roots.
public struct StateTree: Sendable {
    private var trees: [IncrementalMerkleTree] = Array(
        repeating: IncrementalMerkleTree(), count: StateKind.allCases.count)
    public private(set) var root: Digest

    public init() { self.root = Self.root(of: self.trees) }

    /// Sets or appends an entry; false where its number leaves a gap.
    public mutating func update(_ entry: StateEntry) -> Bool {
        defer { self.root = Self.root(of: self.trees) }
        let index = Int(entry.key.kind.rawValue) - 1
        let number = Int(entry.key.number)
        if number < self.trees[index].count {
            self.trees[index].replace(entry.leafHash, at: number)
        } else if number == self.trees[index].count {
            self.trees[index].append(entry.leafHash)
        } else {
            return false
        }
        return true
    }

    /// Sets and appends entries in one go; false, with nothing of the failing kind changed, where numbers leave a gap.
    ///
    /// - Parameter entries: sorted by key, each key once.
    public mutating func update(_ entries: [StateEntry]) -> Bool {
        defer { self.root = Self.root(of: self.trees) }
        var start = 0
        while start < entries.count {
            let kind = entries[start].key.kind
            let end = entries[start...].firstIndex { $0.key.kind != kind } ?? entries.count
            let leaves = entries[start..<end].map { (index: Int($0.key.number), hash: $0.leafHash) }
            guard self.trees[Int(kind.rawValue) - 1].set(leaves) else { return false }
            start = end
        }
        return true
    }

    /// Of every kind in its order, how many entries there are and the root of their tree.
    public var parts: [StateProof.Part] {
        zip(StateKind.allCases, self.trees).map { StateProof.Part(kind: $0, count: UInt32($1.count), root: $1.root) }
    }

    /// The sibling hashes from an entry to the root of its kind; nil where there is no such entry.
    public func path(of key: StateKey) -> [Digest]? {
        self.trees[Int(key.kind.rawValue) - 1].inclusionPath(of: Int(key.number))
    }

    private static func root(of trees: [IncrementalMerkleTree]) -> Digest {
        self.root(of: zip(StateKind.allCases, trees).map { ($0, $1.count, $1.root) })
    }

    /// - Parameter parts: of every kind in its order, how many entries there are and the root of their tree.
    static func root(of parts: [(kind: StateKind, count: Int, root: Digest)]) -> Digest {
        MerkleTree.root(
            leaves: parts.map { part in
                CBOR.array([
                    .unsigned(UInt64(part.kind.rawValue)), .unsigned(UInt64(part.count)), .digest(part.root),
                ]).encoded()
            })
    }
}
