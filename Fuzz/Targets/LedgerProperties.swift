import CanonicalCBOR
import Identity
import Ledger

/// Transactions and blocks from anywhere: what is taken has one encoding, and can be checked without a trap.
enum LedgerProperties {
    static func checkTransaction(_ bytes: [UInt8]) throws(BrokenProperty) {
        guard let transaction = try? SignedTransaction(decoding: bytes) else { return }
        try require(transaction.encoded() == bytes, "a transaction has two encodings")
        try require(transaction.isWellFormed, "a decoded transaction is not well formed")
        _ = transaction.id
    }

    static func checkBlock(_ bytes: [UInt8]) throws(BrokenProperty) {
        guard let final = try? FinalizedBlock(decoding: bytes) else { return }
        try require(final.encoded() == bytes, "a finalized block has two encodings")
        let nobody = ValidatorSet(epoch: final.block.header.epoch, members: [])
        _ = try? final.verify(nobody, genesis: .zero)
        let range = FinalizedRange(final)
        let decoded = try? FinalizedRange(decoding: range.encoded())
        try require(decoded == range || final.link.count > FinalizedRange.maximumTail, "a range does not come back")
    }
}
