public import CanonicalCBOR
public import Identity

/// Why a transaction is not shown to be in a block.
public enum TransactionProofError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The path does not lead to the root of the transaction's ledger in the header.
    case path(LedgerKind, height: UInt64)
    /// The sender's signature does not verify with the key that is given.
    case signature(PrincipalID)

    public var description: String {
        switch self {
        case .path(let ledger, let height):
            "no path leads from the transaction to the root of the \(ledger) ledger in block \(height)"
        case .signature(let sender): "the signature of principal \(sender) does not verify with the key that is given"
        }
    }
}

/// A transaction with its path to the root of its ledger in a header: it shows no other transaction.
public struct TransactionProof: Hashable, Sendable {
    /// One level of the tree, from the leaf up.
    public struct Step: Hashable, Sendable {
        /// Whether the sibling stands left of the node below.
        public let isLeft: Bool
        public let sibling: Digest
    }

    public let transaction: SignedTransaction
    public let path: [Step]
    /// The sender's key when it signed; that it was the sender's is for the block's validators, who checked it.
    public let key: PublicKey

    /// A block has at most 4096 transactions, so no path is longer.
    private static let maximumPath = 12

    /// Nil where the block has no such transaction.
    public init?(_ index: Int, in block: Block, key: PublicKey) {
        guard block.transactions.indices.contains(index) else { return nil }
        let transaction = block.transactions[index]
        let ledger = transaction.transaction.body.ledger
        let own = block.transactions.indices.filter { block.transactions[$0].transaction.body.ledger == ledger }
        var tree = IncrementalMerkleTree()
        for position in own { tree.append(MerkleTree.leafHash(block.transactions[position].encoded())) }
        guard let leaf = own.firstIndex(of: index), let siblings = tree.inclusionPath(of: leaf) else { return nil }
        self.transaction = transaction
        self.path = Self.steps(from: leaf, of: own.count, siblings)
        self.key = key
    }

    private static func steps(from leaf: Int, of count: Int, _ siblings: [Digest]) -> [Step] {
        var (index, last, rest) = (leaf, count - 1, siblings[...])
        var steps: [Step] = []
        while last > 0 {
            // An odd node at the end of a level has no sibling.
            if index % 2 == 1 || index < last, let sibling = rest.popFirst() {
                steps.append(Step(isLeft: index % 2 == 1, sibling: sibling))
            }
            index /= 2
            last /= 2
        }
        return steps
    }

    /// Checks that the transaction is in the block of a header, and that the key signed it.
    public func verify(in header: BlockHeader, genesis: Digest) throws(TransactionProofError) {
        let inner = self.transaction.transaction
        var hash = MerkleTree.leafHash(self.transaction.encoded())
        for step in self.path {
            hash = step.isLeft ? MerkleTree.nodeHash(step.sibling, hash) : MerkleTree.nodeHash(hash, step.sibling)
        }
        let root = inner.body.ledger == .payment ? header.paymentRoot : header.energyRoot
        guard hash == root else { throw .path(inner.body.ledger, height: header.height) }
        guard self.transaction.isSigned(at: 0, by: self.key, genesis: genesis) else {
            throw .signature(inner.sender)
        }
    }
}

extension TransactionProof {
    /// `[transaction, path, key]`, with the transaction's encoding as bytes.
    public var cbor: CBOR {
        .array([
            .bytes(self.transaction.encoded()),
            .array(self.path.map { .array([.boolean($0.isLeft), .digest($0.sibling)]) }), .bytes(self.key.bytes),
        ])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.transaction = try SignedTransaction(
            decoding: fields.bytes("transaction", atMost: SignedTransaction.maximumBytes))
        self.path = try fields.list("path", atMost: Self.maximumPath) { (item) throws(CBORError) in
            Step(isLeft: try item.boolean("left"), sibling: try item.digest("sibling"))
        }
        self.key = try fields.publicKey("key")
    }
}
