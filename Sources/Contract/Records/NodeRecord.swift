public import CanonicalCBOR
public import Ledger

/// A place of the grid tree with its energy balance.
public struct NodeRecord: TreeStateRecord {
    public static let kind = StateKind.node

    public var label: String
    public var nodeKind: NodeKind
    public var parent: NodeID?
    public var loss: LossAllowance
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
            self.balance.cbor,
        ])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.label = try fields.label("label")
        self.nodeKind = try fields.choice("kind")
        self.parent = try fields.optionalIdentifier("parent")
        self.loss = try fields.record("loss") { (loss) throws(CBORError) in try LossAllowance(&loss) }
        self.balance = try fields.record("balance") { (balance) throws(CBORError) in try NodeBalance(&balance) }
    }
}
