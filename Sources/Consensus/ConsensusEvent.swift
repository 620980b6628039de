public import Identity
public import Ledger

/// What happens to ``ConsensusCore``.
public enum ConsensusEvent: Sendable {
    /// The first event: finishes what the register holds and starts the timers.
    case start
    /// Whether transactions wait for a block. Say so again after each ``ConsensusEffect/finalized(_:)``, and now and
    /// then: the core takes every block that gets through for having emptied the pool.
    case workPending(Bool)
    /// The block that ``ConsensusEffect/build(view:parent:)`` asked for.
    case blockBuilt(view: UInt64, Block)
    case buildFailed(view: UInt64, reason: String)
    /// The answer to ``ConsensusEffect/check(_:parent:)``; nil where the block is valid.
    case blockChecked(hash: Digest, problem: String?)
    case message(ConsensusMessage)
    /// The chain was extended by a final block from peers, which the caller verified and stored.
    ///
    /// - Parameter certificate: that of the block, which may show what this key signed; and which laggards will need.
    case caughtUp(ChainTip, certificate: Certificate? = nil)
    /// The epoch's last block is final and the next one's validators are these, as the state after it has them.
    case epochBegan(ValidatorSet)
    /// A deadline passed; coming too early or too often does no harm.
    case timer
}
