public import CanonicalCBOR
public import Ledger

/// One record of the vote register: what must outlive a crash before anyone may hear of it.
public enum ConsensusRecord: Hashable, Sendable {
    /// A block that this validator is about to notarize, its own or another's.
    case proposal(Proposal)
    /// A vote of this validator.
    case vote(Vote)
    /// A certificate that it holds.
    case certificate(Certificate)
    /// Everything at or below the view is final and on the chain; stands for the records that were dropped.
    case checkpoint(epoch: UInt64, view: UInt64)
    /// A message signed by this key was seen that the register does not hold: the key must never vote again.
    case lostVotes(epoch: UInt64, view: UInt64)

    public var epoch: UInt64 {
        switch self {
        case .proposal(let proposal): proposal.block.header.epoch
        case .vote(let vote): vote.statement.epoch
        case .certificate(let certificate): certificate.statement.epoch
        case .checkpoint(let epoch, _), .lostVotes(let epoch, _): epoch
        }
    }

    public var view: UInt64 {
        switch self {
        case .proposal(let proposal): proposal.view
        case .vote(let vote): vote.statement.view
        case .certificate(let certificate): certificate.statement.view
        case .checkpoint(_, let view), .lostVotes(_, let view): view
        }
    }

    /// Must stay however far the chain goes.
    public var isKeptForever: Bool {
        if case .lostVotes = self { true } else { false }
    }
}

extension ConsensusRecord {
    public func encoded() -> [UInt8] {
        let (kind, record): (UInt64, CBOR) =
            switch self {
            case .proposal(let proposal): (1, proposal.cbor)
            case .vote(let vote): (2, vote.cbor)
            case .certificate(let certificate): (3, certificate.cbor)
            case .checkpoint(let epoch, let view): (4, .array([.unsigned(epoch), .unsigned(view)]))
            case .lostVotes(let epoch, let view): (5, .array([.unsigned(epoch), .unsigned(view)]))
            }
        return CBOR.array([.unsigned(kind), record]).encoded()
    }

    public init(decoding bytes: [UInt8]) throws(CBORError) {
        var fields = try CBORFields(decoding: bytes, of: "vote record", limits: Proposal.limits)
        let kind = try fields.uint8("kind")
        var record = try fields.fields("record")
        switch kind {
        case 1: self = .proposal(try Proposal(&record))
        case 2: self = .vote(try Vote(&record))
        case 3: self = .certificate(try Certificate(&record))
        case 4:
            self = .checkpoint(epoch: try record.unsigned("epoch"), view: try record.unsigned("view"))
        case 5:
            self = .lostVotes(epoch: try record.unsigned("epoch"), view: try record.unsigned("view"))
        default: throw CBORError(.mismatch(expected: "a kind from 1 to 5", found: "\(kind)"), of: "vote record")
        }
        try record.end()
        try fields.end()
    }
}
