public import Identity

/// The Merkle tree of RFC 9162 section 2.1 over SHA-256.
public enum MerkleTree {
    /// Root of no leaves.
    public static let emptyRoot = Digest.sha256([])

    public static func leafHash(_ leaf: [UInt8]) -> Digest { .sha256(parts: [[0], leaf]) }
    public static func nodeHash(_ left: Digest, _ right: Digest) -> Digest {
        .sha256(prefix: 1, left, right)
    }

    public static func root(leaves: [[UInt8]]) -> Digest {
        var tree = IncrementalMerkleTree()
        for leaf in leaves { tree.append(self.leafHash(leaf)) }
        return tree.root
    }
}

/// A Merkle tree of RFC 9162's shape whose leaves can be changed; each change costs one path.
///
/// Level by level: an odd node at the end of a level stands unchanged in the level above, which gives the same root as
/// the recursive definition.
public struct IncrementalMerkleTree: Sendable {
    /// `levels[0]` holds the leaf hashes, the last level the root.
    private var levels: [PagedArray<Digest>] = [[]]

    public init() {}

    public var count: Int { self.levels[0].count }

    public var root: Digest { self.levels[self.levels.count - 1].first ?? MerkleTree.emptyRoot }

    public mutating func append(_ leafHash: Digest) {
        self.levels[0].append(leafHash)
        self.update(from: self.count - 1)
    }

    /// Changes the leaf at `index`, which must exist.
    public mutating func replace(_ leafHash: Digest, at index: Int) {
        self.levels[0][index] = leafHash
        self.update(from: index)
    }

    /// Changes and appends many leaves; each inner node above them is computed once.
    ///
    /// - Parameter leaves: ascending by index, each once; those past the end follow it without a gap.
    /// - Returns: false, with nothing changed, where the indices are not so.
    public mutating func set(_ leaves: [(index: Int, hash: Digest)]) -> Bool {
        var end = self.count
        var last = -1
        for (index, _) in leaves {
            guard index > last, index <= end else { return false }
            if index == end { end += 1 }
            last = index
        }
        for (index, hash) in leaves {
            if index < self.levels[0].count { self.levels[0][index] = hash } else { self.levels[0].append(hash) }
        }
        self.update(from: leaves.map(\.index))
        return true
    }

    private mutating func update(from leafIndex: Int) { self.update(from: [leafIndex]) }

    private mutating func update(from leafIndices: [Int]) {
        var indices = leafIndices
        var level = 0
        while self.levels[level].count > 1 {
            if level + 1 == self.levels.count { self.levels.append([]) }
            var parents: [Int] = []
            for index in indices where parents.last != index / 2 { parents.append(index / 2) }
            for parent in parents { self.updateNode(parent, above: level) }
            indices = parents
            level += 1
        }
    }

    private mutating func updateNode(_ index: Int, above level: Int) {
        let left = self.levels[level][index * 2]
        let hasRight = index * 2 + 1 < self.levels[level].count
        let node = hasRight ? MerkleTree.nodeHash(left, self.levels[level][index * 2 + 1]) : left
        if index < self.levels[level + 1].count {
            self.levels[level + 1][index] = node
        } else {
            self.levels[level + 1].append(node)
        }
    }

    /// The sibling hashes from a leaf to the root, for an inclusion proof (RFC 9162 section 2.1.3).
    public func inclusionPath(of leafIndex: Int) -> [Digest]? {
        guard self.levels[0].indices.contains(leafIndex) else { return nil }
        var path: [Digest] = []
        var index = leafIndex
        for level in self.levels.dropLast() {
            let sibling = index ^ 1
            if sibling < level.count { path.append(level[sibling]) }
            index /= 2
        }
        return path
    }
}

extension MerkleTree {
    /// Checks an inclusion proof (RFC 9162 section 2.1.3.2).
    public static func verifies(
        _ leafHash: Digest, at leafIndex: Int, of count: Int, path: [Digest], root: Digest
    ) -> Bool {
        guard leafIndex >= 0, leafIndex < count else { return false }
        var index = leafIndex
        var last = count - 1
        var hash = leafHash
        var rest = path[...]
        while last > 0 {
            if index % 2 == 1 || index < last {
                guard let sibling = rest.popFirst() else { return false }
                hash = index % 2 == 1 ? self.nodeHash(sibling, hash) : self.nodeHash(hash, sibling)
            }
            index /= 2
            last /= 2
        }
        return rest.isEmpty && hash == root
    }
}
