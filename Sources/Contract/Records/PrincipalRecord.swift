public import CanonicalCBOR
public import Identity
public import Ledger
public import Metering

/// A holder of a key, and how far its transactions have come.
public struct PrincipalRecord: TreeStateRecord {
    public static let kind = StateKind.principal

    public var label: String
    public var key: PublicKey
    public var roles: Roles
    /// Sequence number of its last transaction; 0 before the first.
    public var lastSequence: UInt64
    /// When its key was revoked; it signs nothing until it has another.
    public var revokedAt: UTCTime?
    /// Its keys that were revoked, in this order; nobody ever gets one again.
    public var revokedKeys: [PublicKey]

    /// Keys that it gave up for others while it could issue vouchers, in this order: they stand for what they signed.
    public internal(set) var formerKeys: [PublicKey]

    public static let maximumRevokedKeys = 64
    public static let maximumFormerKeys = 64

    init(_ principal: Principal) {
        self.label = principal.label
        self.key = principal.key
        self.roles = principal.roles
        self.lastSequence = 0
        self.revokedKeys = []
        self.formerKeys = []
    }

    public var cbor: CBOR {
        .array([
            .text(self.label), .bytes(self.key.bytes), .unsigned(UInt64(self.roles.rawValue)),
            .unsigned(self.lastSequence), .optionalTime(self.revokedAt),
            .array(self.revokedKeys.map { .bytes($0.bytes) }), .array(self.formerKeys.map { .bytes($0.bytes) }),
        ])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.label = try fields.label("label")
        self.key = try fields.publicKey("key")
        self.roles = try fields.roles("roles")
        self.lastSequence = try fields.unsigned("last sequence")
        self.revokedAt = try fields.optionalTime("revoked at")
        self.revokedKeys = []
        for key in try fields.array("revoked keys", atMost: Self.maximumRevokedKeys) {
            self.revokedKeys.append(try PublicKey(cbor: key))
        }
        self.formerKeys = []
        for key in try fields.array("former keys", atMost: Self.maximumFormerKeys) {
            self.formerKeys.append(try PublicKey(cbor: key))
        }
    }
}
