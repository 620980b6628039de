public import CanonicalCBOR
public import Identity
public import Ledger
public import Metering

/// A place of the grid tree with its energy balance.
public struct NodeRecord: TreeStateRecord {
    public static let kind = StateKind.node

    public var label: String
    public var nodeKind: NodeKind
    public var parent: NodeID?
    /// In force.
    public var loss: LossAllowance
    /// Where the loss was learned from readings; nil where it is what the node was registered with.
    public var calibration: NodeCalibration?
    public var balance: NodeBalance

    init(_ node: RegisterNode) {
        self.label = node.label
        self.nodeKind = node.kind
        self.parent = node.parent
        self.loss = node.loss
        self.balance = NodeBalance()
    }

    public var cbor: CBOR {
        .array([
            .text(self.label), .choice(self.nodeKind), .optional(self.parent.map(CBOR.identifier)), self.loss.cbor,
            .optional(self.calibration?.cbor), self.balance.cbor,
        ])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.label = try fields.label("label")
        self.nodeKind = try fields.choice("kind")
        self.parent = try fields.optionalIdentifier("parent")
        self.loss = try fields.record("loss") { (loss) throws(CBORError) in try LossAllowance(&loss) }
        self.calibration = try fields.optionalRecord("calibration") { (part) throws(CBORError) in
            try NodeCalibration(&part)
        }
        self.balance = try fields.record("balance") { (balance) throws(CBORError) in try NodeBalance(&balance) }
    }
}

/// Who calibrated a node's balance, and from what.
public struct NodeCalibration: Hashable, Sendable {
    /// What the registrar allows: a box may set no more.
    public var registered: LossAllowance
    public var by: PrincipalID
    public var from: UTCTime
    public var through: UTCTime
    public var intervals: UInt32
    /// SHA-256 of what the box kept of it.
    public var evidence: Digest

    init(_ model: LossModel, registered: LossAllowance, by principal: PrincipalID) {
        (self.registered, self.by, self.from, self.through) = (registered, principal, model.from, model.through)
        (self.intervals, self.evidence) = (model.intervals, model.evidence)
    }

    var cbor: CBOR {
        .array([
            self.registered.cbor, .identifier(self.by), .time(self.from), .time(self.through),
            .number(self.intervals), .digest(self.evidence),
        ])
    }

    init(_ fields: inout CBORFields) throws(CBORError) {
        self.registered = try fields.record("registered") { (loss) throws(CBORError) in try LossAllowance(&loss) }
        self.by = try fields.identifier("by")
        self.from = try fields.time("from")
        self.through = try fields.time("through")
        self.intervals = try fields.uint32("intervals")
        self.evidence = try fields.digest("evidence")
    }
}
