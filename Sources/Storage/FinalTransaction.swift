public import Ledger

/// A transaction that is final, and what became of it.
public struct FinalTransaction: Hashable, Sendable {
    public let transaction: SignedTransaction
    /// Why it changed nothing; nil where it did what it asked for.
    public let failure: String?
}
