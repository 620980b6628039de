internal import CSodium

/// An Ed25519 key that signs; its secret is zeroed when the last copy goes away.
public struct SigningKey: Sendable {
    public static let seedCount = 32

    private let secret: SecretBytes
    public let publicKey: PublicKey

    /// - Parameter seed: 32 bytes from the system's random source or a key file. The caller's own copy stays with it.
    public init(seed: [UInt8]) throws(IdentityError) {
        guard seed.count == Self.seedCount else { throw .seedLength(found: seed.count) }
        var publicKey = [UInt8](repeating: 0, count: Bytes32.count)
        self.secret = try SecretBytes(count: Int(crypto_sign_SECRETKEYBYTES)) { secret in
            crypto_sign_seed_keypair(&publicKey, secret, seed) == 0
        }
        guard let key = PublicKey(bytes: publicKey) else { throw .cryptographyUnavailable }
        self.publicKey = key
    }

    /// Signs `message` for one kind of message on one chain. Deterministic: the same message gives the same signature.
    public func sign(_ message: [UInt8], domain: SigningDomain, genesis: Digest) -> Signature {
        let signed = domain.signedBytes(message, genesis: genesis)
        return switch SignatureScheme.current {
        case .ed25519: self.signRaw(signed)
        case .keyedHash: self.publicKey.keyedHash(of: signed)
        }
    }

    /// Signs exactly `message`; for known answers of the raw scheme only.
    package func signRaw(_ message: [UInt8]) -> Signature {
        var signature = [UInt8](repeating: 0, count: Signature.count)
        // A computation on memory that is there: it has no way to fail, its result is always 0.
        _ = self.secret.withUnsafeBytes { crypto_sign_detached(&signature, nil, message, UInt64(message.count), $0) }
        return Signature(raw: signature)
    }

    /// The key pair that this key gives for encrypted connections (CurveZMQ).
    public func curveKeyPair() throws(IdentityError) -> CurveKeyPair {
        let publicKey = try self.publicKey.curvePublicKey()
        let secret = try SecretBytes(count: Bytes32.count) { output in
            self.secret.withUnsafeBytes { crypto_sign_ed25519_sk_to_curve25519(output, $0) == 0 }
        }
        return CurveKeyPair(publicKey: publicKey, secret: secret)
    }
}

extension SigningKey: CustomStringConvertible {
    /// Names the public half only.
    public var description: String { "signing key of \(self.publicKey)" }
}
