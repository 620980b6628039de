public import Identity
public import Ledger

/// Why this process must not vote.
public enum ConsensusError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The principal is not a validator of the epoch.
    case notAValidator(PrincipalID, epoch: UInt64)
    /// The key is not the one that the chain lists for this validator.
    case wrongKey(PrincipalID, expected: PublicKey, found: PublicKey)
    /// The register holds a vote or proposal that this key did not sign.
    case foreignRegister(view: UInt64)
    /// Votes of this key are known that the register does not hold.
    case registerLostVotes(provenView: UInt64, registerView: UInt64)
    /// The register has closed views that the chain does not reach: the chain lost blocks.
    case chainLostBlocks(closedView: UInt64, tipView: UInt64)
    /// The register and the chain, or two records of the register, contradict one another.
    case contradiction(String)

    public var description: String {
        switch self {
        case .notAValidator(let id, let epoch):
            "principal \(id) is not a validator of epoch \(epoch); run as a follower, or correct the box's principal"
        case .wrongKey(let id, let expected, let found):
            "the key \(found.hex) is not that of validator \(id), which is \(expected.hex); give the right key file"
        case .foreignRegister(let view):
            "the vote register holds a signature in view \(view) that this key did not make; "
                + "it belongs to another key or another zone: give the right data directory"
        case .registerLostVotes(let proven, let register):
            "this key voted up to view \(proven), but its vote register ends at view \(register): it was restored or "
                + "copied. The key must not vote again; go on as a follower and let governance name a new key"
        case .chainLostBlocks(let closed, let tip):
            "the vote register knows of finality up to view \(closed), but the chain ends at view \(tip): the chain "
                + "was restored from an older copy. Fetch the missing blocks from a follower before voting"
        case .contradiction(let what):
            "the vote register contradicts itself or the chain: \(what). Keep both files for inspection; "
                + "this key must not vote"
        }
    }
}
