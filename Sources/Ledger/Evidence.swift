public import CanonicalCBOR
public import Identity

/// How a validator contradicted itself.
public enum EvidenceKind: UInt8, Hashable, Sendable, CaseIterable {
    case twoNotarizes = 1
    case twoFinalizes = 2
    case finalizeAndNullify = 3
    case twoProposals = 4

    /// The kind as people read it.
    public var words: String {
        switch self {
        case .twoNotarizes: "notarized two blocks"
        case .twoFinalizes: "finalized two blocks"
        case .finalizeAndNullify: "finalized and nullified"
        case .twoProposals: "proposed two blocks"
        }
    }
}

/// Two signed messages of one validator that exclude one another, for one view; anybody can check them.
///
/// What follows from it is decided by people.
public enum Evidence: Hashable, Sendable {
    case votes(Vote, Vote)
    case proposals(SignedProposal, SignedProposal)

    /// Nil where the votes do not contradict one another; in either order the same evidence.
    public init?(_ one: Vote, _ other: Vote) {
        let ordered = Self.precedes(one, other) ? (one, other) : (other, one)
        guard Self.kind(ordered.0, ordered.1) != nil else { return nil }
        self = .votes(ordered.0, ordered.1)
    }

    /// Nil where the proposals do not contradict one another; in either order the same evidence.
    public init?(_ one: SignedProposal, _ other: SignedProposal) {
        let ordered = Self.precedes(one, other) ? (one, other) : (other, one)
        guard Self.areContrary(ordered.0, ordered.1) else { return nil }
        self = .proposals(ordered.0, ordered.1)
    }

    private static func precedes(_ one: Vote, _ other: Vote) -> Bool {
        let (left, right) = (one.statement, other.statement)
        guard left.kind == right.kind else { return left.kind.rawValue < right.kind.rawValue }
        return left.blockHash.bytes.lexicographicallyPrecedes(right.blockHash.bytes)
    }

    private static func precedes(_ one: SignedProposal, _ other: SignedProposal) -> Bool {
        guard one.blockHash == other.blockHash else {
            return one.blockHash.bytes.lexicographicallyPrecedes(other.blockHash.bytes)
        }
        return one.parentView < other.parentView
    }

    private static func kind(_ first: Vote, _ second: Vote) -> EvidenceKind? {
        let (one, other) = (first.statement, second.statement)
        guard first.signer == second.signer, one.epoch == other.epoch, one.view == other.view else { return nil }
        switch (one.kind, other.kind) {
        case (.notarize, .notarize): return one.blockHash == other.blockHash ? nil : .twoNotarizes
        case (.finalize, .finalize): return one.blockHash == other.blockHash ? nil : .twoFinalizes
        case (.nullify, .finalize), (.finalize, .nullify): return .finalizeAndNullify
        default: return nil
        }
    }

    private static func areContrary(_ one: SignedProposal, _ other: SignedProposal) -> Bool {
        one.signer == other.signer && one.epoch == other.epoch && one.view == other.view
            && (one.blockHash != other.blockHash || one.parentView != other.parentView)
    }

    /// Who contradicted itself.
    public var offender: PrincipalID {
        switch self {
        case .votes(let vote, _): vote.signer
        case .proposals(let proposal, _): proposal.signer
        }
    }

    public var epoch: UInt64 {
        switch self {
        case .votes(let vote, _): vote.statement.epoch
        case .proposals(let proposal, _): proposal.epoch
        }
    }

    public var view: UInt64 {
        switch self {
        case .votes(let vote, _): vote.statement.view
        case .proposals(let proposal, _): proposal.view
        }
    }

    public var kind: EvidenceKind {
        switch self {
        case .votes(let one, let other): Self.kind(one, other) ?? .twoNotarizes
        case .proposals: .twoProposals
        }
    }

    /// True where a member of the epoch's set signed both messages.
    public func isValid(in validators: ValidatorSet, genesis: Digest) -> Bool {
        switch self {
        case .votes(let one, let other):
            one.isValid(in: validators, genesis: genesis) && other.isValid(in: validators, genesis: genesis)
        case .proposals(let one, let other):
            one.isValid(in: validators, genesis: genesis) && other.isValid(in: validators, genesis: genesis)
        }
    }
}

extension Evidence {
    public var cbor: CBOR {
        switch self {
        case .votes(let one, let other): .array([.unsigned(1), one.cbor, other.cbor])
        case .proposals(let one, let other): .array([.unsigned(2), one.cbor, other.cbor])
        }
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        let form = try fields.uint8("form")
        var first = try fields.fields("first")
        var second = try fields.fields("second")
        let evidence: Evidence?
        let isOrdered: Bool
        switch form {
        case 1:
            let (one, other) = (try Vote(&first), try Vote(&second))
            (evidence, isOrdered) = (Evidence(one, other), Self.precedes(one, other))
        case 2:
            let (one, other) = (try SignedProposal(&first), try SignedProposal(&second))
            (evidence, isOrdered) = (Evidence(one, other), Self.precedes(one, other))
        default: throw fields.refused("form", expected: "1 or 2", found: "\(form)")
        }
        try first.end()
        try second.end()
        guard let evidence, isOrdered else {
            throw fields.refused("evidence", expected: "two contrary messages in order", found: "others")
        }
        self = evidence
    }
}
