internal import Consensus
internal import Replica

/// A running box: what a crash takes away.
final class Process {
    var replica: Replica
    /// Nil on a follower, and where the register must not be trusted.
    var register: VoteRegister?
    var chain: ChainFile
    /// When the node has done what it is doing, in virtual time.
    var busyUntil: Int64 = 0
    /// On the node's monotonic clock.
    var deadline: Int64?
    /// A reminder that transactions wait is on its way.
    var isReminded = false
    /// When a block came or was asked for.
    var lastNews: Int64

    init(replica: Replica, register: VoteRegister?, chain: ChainFile, lastNews: Int64) {
        self.replica = replica
        self.register = register
        self.chain = chain
        self.lastNews = lastNews
    }

    var isVoting: Bool { self.replica.core.map { $0.standDown == nil } ?? false }
}
