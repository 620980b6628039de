/// A safety rule of the protocol that does not hold any more; the validator stops, and people must look.
public enum SafetyViolation: Error, Hashable, Sendable, CustomStringConvertible {
    /// S1: two different notarize votes of this validator in one view.
    case secondNotarize(view: UInt64)
    /// S2: this validator would both finalize and nullify a view, or finalize what it did not notarize.
    case finalizeAgainstOwnVote(view: UInt64)
    case nullifyAgainstOwnVote(view: UInt64)
    /// A vote in a view that is over.
    case voteInClosedView(view: UInt64, closedThrough: UInt64)
    /// S3, S4: certificates of one view for different blocks.
    case conflictingCertificates(view: UInt64)
    /// S5: a view both finalized and nullified.
    case finalizedAndNullified(view: UInt64)
    /// S6: a final block that does not stand on the final block before it.
    case finalBlockOffChain(view: UInt64, tipView: UInt64)
    /// S6: a final block that passes over a finalized view.
    case finalViewSkipped(view: UInt64)
    /// S8: a certificate of fewer members than a quorum, or not of distinct members.
    case notAQuorum(view: UInt64)
    /// S8: the next epoch's validators are not those that its boundary block promised.
    case wrongValidatorSet(epoch: UInt64)

    public var description: String {
        switch self {
        case .secondNotarize(let view): "S1: about to notarize a second block in view \(view)"
        case .finalizeAgainstOwnVote(let view): "S2: about to finalize view \(view) against an own vote"
        case .nullifyAgainstOwnVote(let view): "S2: about to nullify view \(view) after finalizing it"
        case .voteInClosedView(let view, let closed):
            "S1: about to vote in view \(view); all views through \(closed) are over"
        case .conflictingCertificates(let view):
            "S3/S4: certificates for two different blocks of view \(view); more validators are faulty than the "
                + "protocol can bear"
        case .finalizedAndNullified(let view):
            "S5: view \(view) is both finalized and nullified; more validators are faulty than the protocol can bear"
        case .finalBlockOffChain(let view, let tip):
            "S6: the final block of view \(view) does not stand on the final block of view \(tip)"
        case .finalViewSkipped(let view): "S6: a final block passes over the finalized view \(view)"
        case .notAQuorum(let view): "S8: a certificate of view \(view) without a quorum of distinct members"
        case .wrongValidatorSet(let epoch):
            "S8: the validators given for epoch \(epoch) are not those that the block before it promised"
        }
    }
}
