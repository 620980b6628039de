public import CanonicalCBOR
public import Ledger
public import Metering

/// That a validator contradicted itself, once for each kind and epoch. What follows is decided by people.
public struct EvidenceRecord: TreeStateRecord {
    public static let kind = StateKind.evidence

    public var offender: PrincipalID
    public var evidenceKind: EvidenceKind
    public var epoch: UInt64
    public var view: UInt64
    /// Time of the block that recorded it.
    public var recordedAt: UTCTime

    init(_ evidence: Evidence, recordedAt: UTCTime) {
        self.offender = evidence.offender
        self.evidenceKind = evidence.kind
        self.epoch = evidence.epoch
        self.view = evidence.view
        self.recordedAt = recordedAt
    }

    /// True where other evidence would say the same.
    func covers(_ evidence: Evidence) -> Bool {
        self.offender == evidence.offender && self.epoch == evidence.epoch && self.evidenceKind == evidence.kind
    }

    public var cbor: CBOR {
        .array([
            .identifier(self.offender), .choice(self.evidenceKind), .unsigned(self.epoch), .unsigned(self.view),
            .time(self.recordedAt),
        ])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.offender = try fields.identifier("offender")
        self.evidenceKind = try fields.choice("kind")
        self.epoch = try fields.unsigned("epoch")
        self.view = try fields.unsigned("view")
        self.recordedAt = try fields.time("recorded at")
    }
}
