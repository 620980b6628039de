/// What a published message is about: the first byte of its single frame, and so the prefix that subscribers filter by.
public enum Topic: UInt8, Sendable, CaseIterable {
    /// Where the publisher's chain ends, in a few bytes: who lacks blocks asks for them, so that no body comes twice.
    case tips
    /// Transactions on their way to a proposer.
    case transactions
    /// Votes, certificates and status.
    case votes
    /// Proposals, with the bodies of their blocks.
    case proposals
}
