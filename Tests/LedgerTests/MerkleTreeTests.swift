import Identity
import Ledger
import TestSupport
import Testing

@Suite struct MerkleTreeTests {
    /// RFC 9162 section 2.1.1 as it is written there.
    private static func reference(_ leaves: ArraySlice<[UInt8]>) -> Digest {
        guard leaves.count > 1 else { return leaves.first.map { MerkleTree.leafHash($0) } ?? Digest.sha256([]) }
        var split = 1
        while split * 2 < leaves.count { split *= 2 }
        return MerkleTree.nodeHash(
            self.reference(leaves.prefix(split)), self.reference(leaves.dropFirst(split)))
    }

    @Test func rootsAreThoseOfTheRecursiveDefinition() {
        var leaves: [[UInt8]] = []
        var tree = IncrementalMerkleTree()
        for count in 0..<70 {
            #expect(
                MerkleTree.root(leaves: leaves) == Self.reference(leaves[...])
                    && tree.root == Self.reference(leaves[...]))
            leaves.append([UInt8(count), 7])
            tree.append(MerkleTree.leafHash([UInt8(count), 7]))
        }
    }

    @Test(arguments: 1...30 as ClosedRange<UInt64>)
    func batchesGiveTheSameTreeAsSingleChanges(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var leaves: [[UInt8]] = []
        var tree = IncrementalMerkleTree()
        for round in 0..<20 {
            var batch: [(index: Int, hash: Digest)] = []
            for index in leaves.indices where Int.random(in: 0..<4, using: &generator) == 0 {
                leaves[index] = [UInt8(round), UInt8(truncatingIfNeeded: index)]
                batch.append((index, MerkleTree.leafHash(leaves[index])))
            }
            for _ in 0..<Int.random(in: 0..<9, using: &generator) {
                leaves.append([UInt8(round), 255, UInt8(truncatingIfNeeded: leaves.count)])
                batch.append((leaves.count - 1, MerkleTree.leafHash(leaves[leaves.count - 1])))
            }
            let isSet = tree.set(batch)
            #expect(isSet)
            #expect(tree.root == Self.reference(leaves[...]))
        }
    }

    @Test func batchesWithGapsAreRefused() {
        var tree = IncrementalMerkleTree()
        let hash = MerkleTree.leafHash([1])
        let batches: [[(index: Int, hash: Digest)]] = [
            [(1, hash)], [(0, hash), (2, hash)], [(0, hash), (0, hash)], [(-1, hash)],
        ]
        for batch in batches {
            let isSet = tree.set(batch)
            #expect(!isSet && tree.count == 0)
        }
    }

    @Test func inclusionIsProvenAndOnlyThere() throws {
        for count in 1...33 {
            var tree = IncrementalMerkleTree()
            for index in 0..<count { tree.append(MerkleTree.leafHash([UInt8(index)])) }
            for index in 0..<count {
                let path = try #require(tree.inclusionPath(of: index))
                let leaf = MerkleTree.leafHash([UInt8(index)])
                #expect(MerkleTree.verifies(leaf, at: index, of: count, path: path, root: tree.root))
                #expect(!MerkleTree.verifies(leaf, at: index, of: count, path: path + [leaf], root: tree.root))
                #expect(
                    !MerkleTree.verifies(leaf, at: (index + 1) % (count + 1), of: count, path: path, root: tree.root))
                if !path.isEmpty {
                    #expect(
                        !MerkleTree.verifies(leaf, at: index, of: count, path: Array(path.dropLast()), root: tree.root))
                }
            }
            #expect(tree.inclusionPath(of: count) == nil && tree.inclusionPath(of: -1) == nil)
        }
    }
}
