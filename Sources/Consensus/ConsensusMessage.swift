public import CanonicalCBOR
public import Ledger

/// What validators send one another.
public enum ConsensusMessage: Hashable, Sendable {
    /// A block with the certificates that let it stand on its parent: the parent's, and those of skipped views.
    case proposal(Proposal, justification: [Certificate])
    case vote(Vote)
    case certificate(Certificate)

    /// The most certificates beside a proposal.
    public static let maximumJustification = 17
}

extension ConsensusMessage {
    public func encoded() -> [UInt8] {
        switch self {
        case .proposal(let proposal, let justification):
            CBOR.array([.unsigned(1), proposal.cbor, .array(justification.map(\.cbor))]).encoded()
        case .vote(let vote): CBOR.array([.unsigned(2), vote.cbor]).encoded()
        case .certificate(let certificate): CBOR.array([.unsigned(3), certificate.cbor]).encoded()
        }
    }

    public init(decoding bytes: [UInt8]) throws(CBORError) {
        var fields = try CBORFields(decoding: bytes, of: "consensus message", limits: Proposal.limits)
        let kind = try fields.uint8("kind")
        var record = try fields.fields("record")
        switch kind {
        case 1:
            let proposal = try Proposal(&record)
            let justification = try fields.list("justification", atMost: Self.maximumJustification) {
                (item) throws(CBORError) in try Certificate(&item)
            }
            self = .proposal(proposal, justification: justification)
        case 2: self = .vote(try Vote(&record))
        case 3: self = .certificate(try Certificate(&record))
        default: throw CBORError(.mismatch(expected: "a kind from 1 to 3", found: "\(kind)"), of: "consensus message")
        }
        try record.end()
        try fields.end()
    }
}
