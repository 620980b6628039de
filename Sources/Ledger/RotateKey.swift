public import CanonicalCBOR
public import Identity

/// Gives its sender another key. The old key signs the transaction, the new one the proof that somebody holds it.
public struct RotateKey: Hashable, Sendable {
    public var key: PublicKey
    /// By the new key, over the sender's number.
    public var proof: Signature

    /// - Parameter key: the new key.
    public init(to key: SigningKey, of sender: PrincipalID, genesis: Digest) {
        self.key = key.publicKey
        self.proof = key.sign(Self.signedBytes(sender), domain: .keyRotation, genesis: genesis)
    }

    private static func signedBytes(_ sender: PrincipalID) -> [UInt8] { CBOR.array([.identifier(sender)]).encoded() }

    /// True where the holder of the new key made this for the sender.
    public func isProven(of sender: PrincipalID, genesis: Digest) -> Bool {
        self.key.verify(self.proof, of: Self.signedBytes(sender), domain: .keyRotation, genesis: genesis)
    }

    public var cbor: CBOR { .array([.bytes(self.key.bytes), .bytes(self.proof.bytes)]) }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.key = try fields.publicKey("key")
        self.proof = try fields.signature("proof")
    }
}
