public import CanonicalCBOR
public import Identity
public import Ledger
public import Metering

/// What the sequential test of a node raised, or a box's own estimator. It never feeds a bill or an order.
public struct FindingRecord: TreeStateRecord {
    public static let kind = StateKind.finding

    public var node: NodeID
    public var findingKind: FindingKind
    /// The contract's: end of the first interval of the drift. A box's: the instant from which it holds.
    public var onset: UTCTime
    public var raisedAt: UTCTime
    /// What is unexplained since the onset, in the unit of the node's meters: Wh, or L.
    public var quantity: Int64
    /// End of the last interval that is in `quantity`.
    public var through: UTCTime
    public var closedAt: UTCTime?
    /// What a box knows of it; nil where the contract raised it by itself.
    public var filed: FiledPart?
    /// What was found on site; nil while nobody was there.
    public var verdict: FindingVerdict?

    public var isOpen: Bool { self.closedAt == nil }

    public var cbor: CBOR {
        .array([
            .identifier(self.node), .choice(self.findingKind), .time(self.onset), .time(self.raisedAt),
            .integer(self.quantity), .time(self.through), .optionalTime(self.closedAt), .optional(self.filed?.cbor),
            .optional(self.verdict?.cbor),
        ])
    }
}

extension FindingRecord {
    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.node = try fields.identifier("node")
        self.findingKind = try fields.choice("kind")
        self.onset = try fields.time("onset")
        self.raisedAt = try fields.time("raised at")
        self.quantity = try fields.integer("energy")
        self.through = try fields.time("through")
        self.closedAt = try fields.optionalTime("closed at")
        self.filed = try fields.optionalRecord("filed") { (part) throws(CBORError) in try FiledPart(&part) }
        self.verdict = try fields.optionalRecord("verdict") { (part) throws(CBORError) in try FindingVerdict(&part) }
    }
}

/// What a box's estimator says of its finding beyond what the contract's own have.
public struct FiledPart: Hashable, Sendable {
    public var box: PrincipalID
    /// 1 to 3; nil where it is on all of them, or there are none.
    public var phase: UInt8?
    /// Standard deviation of the quantity, in its unit.
    public var deviation: UInt64
    /// Thousandths of the natural logarithm of the likelihood ratio.
    public var weightThousandths: UInt32
    /// SHA-256 of what the box kept of its evidence.
    public var evidence: Digest
    public var sealed: [SealedNote]

    init(_ filing: FileFinding, by box: PrincipalID) {
        (self.box, self.phase, self.deviation) = (box, filing.phase, filing.deviation)
        (self.weightThousandths, self.evidence, self.sealed) = (
            filing.weightThousandths, filing.evidence, filing.sealed
        )
    }

    var cbor: CBOR {
        .array([
            .identifier(self.box), .optional(self.phase.map { .unsigned(UInt64($0)) }), .unsigned(self.deviation),
            .number(self.weightThousandths), .digest(self.evidence), .array(self.sealed.map(\.cbor)),
        ])
    }

    init(_ fields: inout CBORFields) throws(CBORError) {
        self.box = try fields.identifier("box")
        self.phase = try fields.phase("phase")
        self.deviation = try fields.quantity("deviation")
        self.weightThousandths = try fields.uint32("weight")
        self.evidence = try fields.digest("evidence")
        self.sealed = try fields.sealedNotes("sealed")
    }
}

/// What was found on site.
public struct FindingVerdict: Hashable, Sendable {
    public var isConfirmed: Bool
    public var by: PrincipalID
    public var visitedAt: UTCTime
    /// Of the job's paper.
    public var reference: String

    init(_ judgement: JudgeFinding, by principal: PrincipalID) {
        (self.isConfirmed, self.by) = (judgement.isConfirmed, principal)
        (self.visitedAt, self.reference) = (judgement.visitedAt, judgement.reference)
    }

    var cbor: CBOR {
        .array([
            .boolean(self.isConfirmed), .identifier(self.by), .time(self.visitedAt), .text(self.reference),
        ])
    }

    init(_ fields: inout CBORFields) throws(CBORError) {
        self.isConfirmed = try fields.boolean("confirmed")
        self.by = try fields.identifier("by")
        self.visitedAt = try fields.time("visited at")
        self.reference = try fields.label("reference")
    }
}
