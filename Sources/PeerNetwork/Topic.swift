/// What a published message is about: the first byte of its single frame, and so the prefix that subscribers filter by.
public enum Topic: UInt8, Sendable, CaseIterable {
    /// Proposals and blocks.
    case blocks
    /// Transactions on their way to a proposer.
    case transactions
    /// Votes, certificates and status.
    case votes
}
