public import CanonicalCBOR
public import Ledger
public import Metering

/// What a finding says.
public enum FindingKind: UInt8, Hashable, Sendable, CaseIterable {
    /// Energy leaves the node unseen: a tap, a meter that counts too little, or a loss beyond the allowance.
    case loss = 1
    /// More is metered below than was delivered: over-billing, or an altered grid meter.
    case overRegistration = 2
}

/// What the sequential test of a node raised. It never feeds a bill or an order.
public struct FindingRecord: TreeStateRecord {
    public static let kind = StateKind.finding

    public var node: NodeID
    public var findingKind: FindingKind
    /// End of the first interval of the drift.
    public var onset: UTCTime
    public var raisedAt: UTCTime
    /// What is unexplained since the onset, in the unit of the node's meters: Wh, or L.
    public var quantity: Int64
    /// End of the last interval that is in `quantity`.
    public var through: UTCTime
    public var closedAt: UTCTime?

    public var isOpen: Bool { self.closedAt == nil }

    public var cbor: CBOR {
        .array([
            .identifier(self.node), .choice(self.findingKind), .time(self.onset), .time(self.raisedAt),
            .integer(self.quantity), .time(self.through), .optionalTime(self.closedAt),
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
    }
}
