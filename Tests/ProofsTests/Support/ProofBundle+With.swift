import CanonicalCBOR
import Identity
import Ledger
import Metering

@testable import Proofs

extension ProofBundle {
    /// The same bundle with some of it changed.
    func with(
        kind: ProofKind? = nil, genesis: Digest? = nil, history: [EpochHandover]? = nil, state: StateProof? = nil,
        transactions: [PlacedTransaction]? = nil, blocks: [FinalHeader]? = nil,
        interval: UTCTime?? = nil
    ) -> ProofBundle {
        ProofBundle(
            kind: kind ?? self.kind, genesis: genesis ?? self.genesis, history: history ?? self.history,
            blocks: blocks ?? self.blocks, state: state ?? self.state, transactions: transactions ?? self.transactions,
            interval: interval ?? self.interval)
    }
}

extension Certificate {
    /// The same signatures under another statement.
    func `as`(_ kind: VoteKind) throws -> Certificate {
        guard case .array(var items) = self.cbor else { throw Unexpected() }
        items[0] = .unsigned(UInt64(kind.rawValue))
        return try Self.read(items)
    }

    /// One signature in the place of all.
    func repeating(_ index: Int) throws -> Certificate {
        guard case .array(var items) = self.cbor, case .array(let signatures) = items[4] else { throw Unexpected() }
        items[4] = .array(signatures.map { _ in signatures[index] })
        return try Self.read(items)
    }

    private static func read(_ items: [CBOR]) throws -> Certificate {
        var fields = try CBORFields(.array(items), of: "certificate")
        return try Certificate(&fields)
    }
}

extension TransactionProof {
    /// The same transaction with another path.
    func with(path: [Step]) throws -> TransactionProof {
        guard case .array(var items) = self.cbor else { throw Unexpected() }
        items[1] = .array(path.map { .array([.boolean($0.isLeft), .digest($0.sibling)]) })
        var fields = try CBORFields(.array(items), of: "transaction")
        return try TransactionProof(&fields)
    }
}
