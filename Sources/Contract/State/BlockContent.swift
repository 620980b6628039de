public import Identity
public import Ledger
public import Metering

/// What a proposer puts into a block.
public struct BlockContent: Hashable, Sendable {
    public var time: UTCTime
    public var transactions: [SignedTransaction]

    public init(time: UTCTime, transactions: [SignedTransaction]) {
        self.time = time
        self.transactions = transactions
    }
}

/// What a block did.
public struct BlockOutcome: Hashable, Sendable {
    /// In the order in which they happened.
    public let events: [ContractEvent]
    /// Every entry that differs from what it was, sorted by key.
    public let changed: [StateEntry]
    public let stateRoot: Digest
    /// The next epoch's validators where the block is its epoch's last: its header carries their hash.
    public let nextValidators: ValidatorSet?
}
