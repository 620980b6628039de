public import CanonicalCBOR
public import Ledger
public import Metering

/// How far a collector has reported its payments.
public struct CollectorRecord: TreeStateRecord {
    public static let kind = StateKind.collector

    public var principal: PrincipalID
    /// Every payment that it received until then is on the chain; nil before its first word.
    public var through: UTCTime?

    init(principal: PrincipalID) { self.principal = principal }

    public var cbor: CBOR { .array([.identifier(self.principal), .optionalTime(self.through)]) }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.principal = try fields.identifier("principal")
        self.through = try fields.optionalTime("through")
    }
}
