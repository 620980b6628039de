public import CanonicalCBOR
public import Identity
public import Metering

/// What a finding says.
public enum FindingKind: UInt8, Hashable, Sendable, CaseIterable {
    /// The contract's: what leaves the node unseen, whatever the cause.
    case loss = 1
    /// More is metered below than was delivered: over-billing, or an altered grid meter.
    case overRegistration = 2
    /// A box's, as the next ones: a tap, or a load past the meters.
    case unmeteredLoad = 3
    /// A meter counts less than passes.
    case underRegistration = 4
    /// A meter's values are constant, or those of another day.
    case tamperedSeries = 5
    /// Water that runs at all hours and that no meter counts.
    case leak = 6

    /// Whether the node misses something, by this kind; false where something is too much.
    public var isLoss: Bool { self != .overRegistration }
}

/// A box's own estimator found a loss at a node whose meter it reads, finds it otherwise now, or finds it no more.
///
/// One finding of a box is open at a node: what is filed while it is open revises it. Whom to look at is sealed: nobody is
/// accused in public.
public struct FileFinding: Hashable, Sendable {
    public var node: NodeID
    public var kind: FindingKind
    /// 1 to 3; nil where it is on all of them, or there are none.
    public var phase: UInt8?
    /// From when it holds, and up to when it is counted.
    public var onset: UTCTime
    public var through: UTCTime
    /// What is missing, or too much, in the unit of the node's meters (Wh or L), and its standard deviation.
    public var quantity: UInt64
    public var deviation: UInt64
    /// How much likelier the readings are with it than without, in thousandths of the natural logarithm of the ratio.
    public var weightThousandths: UInt32
    /// SHA-256 of what the box kept of its evidence.
    public var evidence: Digest
    /// The meters to look at, for each who may know.
    public var sealed: [SealedNote]
    /// It is not to be seen any more.
    public var isOver: Bool

    public init(
        node: NodeID, kind: FindingKind, phase: UInt8?, onset: UTCTime, through: UTCTime, quantity: UInt64,
        deviation: UInt64, weightThousandths: UInt32, evidence: Digest, sealed: [SealedNote] = [], isOver: Bool = false
    ) {
        (self.node, self.kind, self.phase, self.onset, self.through) = (node, kind, phase, onset, through)
        (self.quantity, self.deviation, self.weightThousandths) = (quantity, deviation, weightThousandths)
        (self.evidence, self.sealed, self.isOver) = (evidence, sealed, isOver)
    }

    public var cbor: CBOR {
        .array([
            .identifier(self.node), .unsigned(UInt64(self.kind.rawValue)),
            .optional(self.phase.map { .unsigned(UInt64($0)) }),
            .time(self.onset), .time(self.through), .unsigned(self.quantity), .unsigned(self.deviation),
            .unsigned(UInt64(self.weightThousandths)), .digest(self.evidence), .array(self.sealed.map(\.cbor)),
            .boolean(self.isOver),
        ])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.node = try fields.identifier("node")
        self.kind = try fields.choice("kind")
        self.phase = try fields.phase("phase")
        self.onset = try fields.time("onset")
        self.through = try fields.time("through")
        self.quantity = try fields.quantity("quantity")
        self.deviation = try fields.quantity("deviation")
        self.weightThousandths = try fields.uint32("weight")
        self.evidence = try fields.digest("evidence")
        self.sealed = try fields.sealedNotes("sealed")
        self.isOver = try fields.boolean("over")
    }
}

/// Bytes that only one principal can read: sealed to its key (libsodium's `crypto_box_seal`).
public struct SealedNote: Hashable, Sendable {
    public static let maximumBytes = 2048
    /// The most notes of one finding.
    public static let maximumCount = 8

    public var recipient: PrincipalID
    public var bytes: [UInt8]

    public init(recipient: PrincipalID, bytes: [UInt8]) { (self.recipient, self.bytes) = (recipient, bytes) }

    public var cbor: CBOR { .array([.identifier(self.recipient), .bytes(self.bytes)]) }
}

/// What was found on site, by whom: a finding was right, or was not.
public struct JudgeFinding: Hashable, Sendable {
    public var finding: UInt32
    public var isConfirmed: Bool
    /// When somebody was there.
    public var visitedAt: UTCTime
    /// Of the job's paper. No name: this is public.
    public var reference: String

    public init(finding: UInt32, isConfirmed: Bool, visitedAt: UTCTime, reference: String) {
        (self.finding, self.isConfirmed, self.visitedAt, self.reference) = (finding, isConfirmed, visitedAt, reference)
    }

    public var cbor: CBOR {
        .array([
            .unsigned(UInt64(self.finding)), .boolean(self.isConfirmed), .time(self.visitedAt), .text(self.reference),
        ])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.finding = try fields.uint32("finding")
        self.isConfirmed = try fields.boolean("confirmed")
        self.visitedAt = try fields.time("visited at")
        self.reference = try fields.label("reference")
    }
}

extension CBORFields {
    /// A phase from 1 to 3; null for none.
    public mutating func phase(_ name: String) throws(CBORError) -> UInt8? {
        let phase = try self.optional(name) { (value: CBOR) throws(CBORError) in try value.readUnsigned(UInt8.self) }
        guard let phase else { return nil }
        guard (1...3).contains(phase) else {
            throw self.refused(name, expected: "a phase from 1 to 3", found: "\(phase)")
        }
        return phase
    }

    /// Wh or L: what fits a signed number.
    public mutating func quantity(_ name: String) throws(CBORError) -> UInt64 {
        let value = try self.unsigned(name)
        guard value <= UInt64(Int64.max) else {
            throw self.refused(name, expected: "at most \(Int64.max)", found: "\(value)")
        }
        return value
    }

    /// Notes to different principals, in the order of their numbers.
    public mutating func sealedNotes(_ name: String) throws(CBORError) -> [SealedNote] {
        let notes = try self.list(name, atMost: SealedNote.maximumCount) { (item) throws(CBORError) in
            SealedNote(
                recipient: try item.identifier("recipient"),
                bytes: try item.bytes("note", atMost: SealedNote.maximumBytes))
        }
        guard zip(notes, notes.dropFirst()).allSatisfy({ $0.recipient.number < $1.recipient.number }) else {
            throw self.refused(name, expected: "notes to ascending principals, one each", found: "another order")
        }
        return notes
    }
}
