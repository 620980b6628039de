public import Consensus
public import Contract
public import Ledger

/// What a ``Replica`` wants done; the next step may be asked for once this one is done.
public enum ReplicaStep: Sendable {
    /// Append to the vote register and sync, before anything that follows.
    case persist([ConsensusRecord])
    /// Send to every other validator.
    case publish(ConsensusMessage)
    /// Send to one validator.
    case send(ConsensusMessage, to: PrincipalID)
    /// Append final blocks to the stored chain and sync, then let go of the vote register's part, before anybody hears of
    /// them; ``Replica/committed()`` says that it is done.
    case commit(FinalizedRange, [BlockOutcome])
    /// The newest block named other validators, and this box does not vote: it may be one of them now. Take up the
    /// register and hand in the consensus with ``Replica/join(_:)``, where that is so.
    case epochBegan
    /// Fetch final blocks after this one from peers.
    case catchUp(after: ChainTip)
    /// Send ``ConsensusEvent/timer`` at this monotonic moment in nanoseconds; replaces an earlier deadline.
    case armTimer(deadline: Int64)
    /// A validator contradicted itself: put this on the chain, unless the state knows it.
    case evidence(Evidence)
    /// A transaction that the state no longer takes left the pool.
    case dropped(SignedTransaction, TransactionRefusal)
    /// Another validator's proposal does not hold.
    case refused(BlockHeader, reason: String)
    /// This validator does not vote, or not in this epoch: tell people.
    case stoodDown(StandDown)
    /// A safety rule of the protocol is broken: stop voting and tell people.
    case halt(reason: String)
}
