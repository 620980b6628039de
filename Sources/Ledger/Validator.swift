public import CanonicalCBOR
public import Identity

/// A member of the epoch's validator set.
public struct Validator: Hashable, Sendable {
    public let id: PrincipalID
    public let key: PublicKey

    public init(id: PrincipalID, key: PublicKey) {
        self.id = id
        self.key = key
    }

    public var cbor: CBOR { .array([.identifier(self.id), .bytes(self.key.bytes)]) }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.id = try fields.identifier("principal")
        self.key = try fields.publicKey("key")
    }
}
