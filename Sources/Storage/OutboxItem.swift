public import Ledger
public import Metering

/// A transaction's body that waits to come on the chain.
public struct OutboxItem: Hashable, Sendable {
    /// Grows in the order of queueing; never used twice.
    public let id: Int64
    public let body: TransactionBody
    public let queuedAt: UTCTime
    /// The sequence number under which it was last signed and submitted; nil before.
    public let sequence: UInt64?

    public init(id: Int64, body: TransactionBody, queuedAt: UTCTime, sequence: UInt64?) {
        self.id = id
        self.body = body
        self.queuedAt = queuedAt
        self.sequence = sequence
    }
}
