internal import CSodium

/// An Ed25519 public key (RFC 8032): who a principal is.
public struct PublicKey: Hashable, Comparable, Sendable {
    private let storage: Bytes32

    /// Nil unless there are exactly 32 bytes. Any 32 bytes make a key; weak ones verify nothing.
    public init?(bytes: [UInt8]) {
        guard let storage = Bytes32(bytes) else { return nil }
        self.storage = storage
    }

    /// Nil unless there are exactly 64 hexadecimal digits.
    public init?(hex: String) {
        guard hex.utf8.count == 2 * Bytes32.count, let bytes = Hexadecimal.decode(hex) else { return nil }
        self.init(bytes: bytes)
    }

    /// The 32 bytes.
    public var bytes: [UInt8] { self.storage.bytes }

    /// 64 lower-case hexadecimal digits.
    public var hex: String { Hexadecimal.encode(self.bytes) }

    /// The order of the bytes.
    public static func < (left: PublicKey, right: PublicKey) -> Bool { left.storage < right.storage }

    /// Whether this key signed `message` for `domain` on the chain of `genesis`.
    ///
    /// Strict: low-order and non-canonical keys, and signatures whose second half is not reduced, never verify.
    public func verify(
        _ signature: Signature, of message: [UInt8], domain: SigningDomain, genesis: Digest
    ) -> Bool {
        let signed = domain.signedBytes(message, genesis: genesis)
        return switch SignatureScheme.current {
        case .ed25519: self.verifyRaw(signature, of: signed)
        case .keyedHash: signature == self.keyedHash(of: signed)
        }
    }

    /// Verifies exactly `message`; for known answers of the raw scheme only.
    package func verifyRaw(_ signature: Signature, of message: [UInt8]) -> Bool {
        guard Sodium.isReady else { return false }
        return crypto_sign_verify_detached(signature.bytes, message, UInt64(message.count), self.bytes) == 0
    }

    /// The key that this principal has for encrypted connections (CurveZMQ).
    ///
    /// Throws for keys that are no point of the main group, or of low order.
    public func curvePublicKey() throws(IdentityError) -> CurvePublicKey {
        guard Sodium.isReady else { throw .cryptographyUnavailable }
        var output = [UInt8](repeating: 0, count: Bytes32.count)
        guard crypto_sign_ed25519_pk_to_curve25519(&output, self.bytes) == 0,
            let key = CurvePublicKey(bytes: output)
        else { throw .weakPublicKey(hex: self.hex) }
        return key
    }
}

extension PublicKey: CustomStringConvertible {
    public var description: String { self.hex }
}
