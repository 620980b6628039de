public import Ledger

/// What ``ConsensusCore`` wants done, in this order.
public enum ConsensusEffect: Equatable, Sendable {
    /// Append and sync before carrying out anything that follows. At most one in a turn, and the first.
    case persist([ConsensusRecord])
    /// Build a block of this view on `parent`, with a time that ``BlockTimeRule`` allows; empty if nothing waits.
    case build(view: UInt64, parent: ChainTip)
    /// Execute a received block on its parent's state and answer with ``ConsensusEvent/blockChecked(hash:problem:)``.
    case check(Block, parent: ChainTip)
    /// Send to every other validator.
    case publish(ConsensusMessage)
    /// Send to one validator.
    case send(ConsensusMessage, to: PrincipalID)
    /// Final: append it to the chain before telling anyone. After an epoch's last block, whose header has
    /// ``BlockHeader/nextValidators``, answer with ``ConsensusEvent/epochBegan(_:)``.
    case finalized(FinalizedBlock)
    /// Peers have final blocks after this one that the core cannot get by itself: fetch them, and answer with
    /// ``ConsensusEvent/caughtUp(_:certificate:)`` block by block. Repeated while the lack lasts.
    case catchUp(after: ChainTip)
    /// A validator contradicted itself: put this on the chain. Once for each validator, epoch and kind in a run.
    case evidence(Evidence)
    /// This validator does not vote any more, or not in this epoch, and goes on as a follower: tell people.
    case stoodDown(StandDown)
    /// Send ``ConsensusEvent/timer`` at this monotonic moment in nanoseconds; replaces an earlier deadline.
    case armTimer(deadline: Int64)
    /// A safety rule of the protocol is broken: stop voting and tell people. The core answers nothing from now on.
    case halt(reason: String)
}
