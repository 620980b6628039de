public import Ledger

/// What ``ConsensusCore`` wants done, in this order.
public enum ConsensusEffect: Equatable, Sendable {
    /// Append and sync before carrying out anything that follows. At most one in a turn, and the first.
    case persist([ConsensusRecord])
    /// Build a block of this view on `parent`, with a time that ``BlockTimeRule`` allows; empty if nothing waits.
    case build(view: UInt64, parent: ChainTip)
    /// Execute a received block on its parent's state and answer with ``ConsensusEvent/blockChecked(hash:problem:)``.
    case check(Block, parent: ChainTip)
    case publish(ConsensusMessage)
    /// Final: append it to the chain before telling anyone.
    case finalized(FinalizedBlock)
    /// Send ``ConsensusEvent/timer`` at this monotonic moment in nanoseconds; replaces an earlier deadline.
    case armTimer(deadline: Int64)
    /// A safety rule of the protocol is broken: stop voting and tell people. The core answers nothing from now on.
    case halt(reason: String)
}
