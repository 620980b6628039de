public import Identity

/// What a re-execution of the whole chain found.
public struct VerificationReport: Hashable, Sendable {
    /// The last height up to which everything holds.
    public let goodThrough: UInt64
    /// Height of the stored chain when the check began.
    public let height: UInt64
    /// Root of the state at `goodThrough`.
    public let stateRoot: Digest
    public let transactions: UInt64
    /// What does not hold, with its height; nil where everything does.
    public let problem: String?

    public var isGood: Bool { self.problem == nil }
}
