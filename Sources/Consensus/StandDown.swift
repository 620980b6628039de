public import Ledger

/// Why a validator does not vote, though nothing is wrong with the protocol; it goes on as a follower.
public enum StandDown: Hashable, Sendable, CustomStringConvertible {
    /// A vote or proposal signed by this key is known that its register does not hold: it never votes again.
    case lostVotes(epoch: UInt64, view: UInt64)
    /// The epoch's set does not hold this principal with this key.
    case notAMember(PrincipalID, epoch: UInt64)

    public var description: String {
        switch self {
        case .lostVotes(let epoch, let view):
            "a peer shows a message signed by this key in view \(view) of epoch \(epoch) that its vote register does "
                + "not hold: the register was restored, or another machine uses the key. This key never votes again; "
                + "go on as a follower and let governance name a new key"
        case .notAMember(let id, let epoch):
            "principal \(id) is no validator of epoch \(epoch) with this key; it goes on as a follower"
        }
    }
}
