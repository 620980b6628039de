internal import CanonicalCBOR
public import Ledger
public import Metering

/// Where a meter stands and who pays for it, from an instant on.
public struct Placement: Hashable, Sendable {
    /// Intervals that end after it.
    public let from: UTCTime
    public let node: NodeID
    public let account: AccountID?

    var cbor: CBOR {
        .array([.time(self.from), .identifier(self.node), .optional(self.account.map(CBOR.identifier))])
    }

    public init(from: UTCTime, node: NodeID, account: AccountID?) {
        self.from = from
        self.node = node
        self.account = account
    }

    init(_ fields: inout CBORFields) throws(CBORError) {
        self.from = try fields.time("from")
        self.node = try fields.identifier("node")
        self.account = try fields.optionalIdentifier("account")
    }
}
