public import CanonicalCBOR
public import Ledger

/// What validators send one another.
public enum ConsensusMessage: Hashable, Sendable {
    /// A block with the certificates that let it stand on its parent: the parent's, and those of skipped views.
    case proposal(Proposal, justification: [Certificate])
    case vote(Vote)
    case certificate(Certificate)
    case status(Status)
    case certificateRequest(CertificateRequest)
    case proposalRequest(ProposalRequest)

    /// The most certificates beside a proposal: the parent's and those of 16 skipped views.
    public static let maximumJustification = 17

    /// The most bytes of a message that holds no block.
    public static let maximumSmallBytes = Certificate.maximumSigners * 80 + 8192
    private static let smallLimits = CBORLimits(bytes: maximumSmallBytes, items: maximumSmallBytes)
}

extension ConsensusMessage {
    public func encoded() -> [UInt8] {
        let fields: [CBOR] =
            switch self {
            case .proposal(let proposal, let justification):
                [.unsigned(1), proposal.cbor, .array(justification.map(\.cbor))]
            case .vote(let vote): [.unsigned(2), vote.cbor]
            case .certificate(let certificate): [.unsigned(3), certificate.cbor]
            case .status(let status): [.unsigned(4), status.cbor]
            case .certificateRequest(let request): [.unsigned(5), request.cbor]
            case .proposalRequest(let request): [.unsigned(6), request.cbor]
            }
        return CBOR.array(fields).encoded()
    }

    public init(decoding bytes: [UInt8]) throws(CBORError) {
        // [1, …] in canonical bytes: only a message with a block may be large.
        let isProposal = bytes.starts(with: [0x83, 0x01])
        var fields = try CBORFields(
            decoding: bytes, of: "consensus message", limits: isProposal ? Proposal.limits : Self.smallLimits)
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
        case 4: self = .status(try Status(&record))
        case 5: self = .certificateRequest(try CertificateRequest(&record))
        case 6: self = .proposalRequest(try ProposalRequest(&record))
        default: throw CBORError(.mismatch(expected: "a kind from 1 to 6", found: "\(kind)"), of: "consensus message")
        }
        try record.end()
        try fields.end()
    }
}
