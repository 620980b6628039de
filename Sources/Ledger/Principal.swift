public import CanonicalCBOR
public import Identity

/// A holder of a signing key and what it may do.
public struct Principal: Hashable, Sendable {
    /// Shown beside the number; 1 to 64 bytes of UTF-8. Names of people never enter the chain.
    public var label: String
    public var key: PublicKey
    public var roles: Roles

    public init(label: String, key: PublicKey, roles: Roles) {
        self.label = label
        self.key = key
        self.roles = roles
    }

    public var cbor: CBOR {
        .array([.text(self.label), .bytes(self.key.bytes), .unsigned(UInt64(self.roles.rawValue))])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.label = try fields.label("label")
        self.key = try fields.publicKey("key")
        self.roles = try fields.roles("roles")
    }
}
