/// The Curve25519 keys of this box for encrypted connections; the secret is zeroed when the last copy goes away.
public struct CurveKeyPair: Sendable {
    public let publicKey: CurvePublicKey
    private let secret: SecretBytes

    init(publicKey: CurvePublicKey, secret: SecretBytes) {
        self.publicKey = publicKey
        self.secret = secret
    }

    func withSecret<R>(_ body: (UnsafePointer<UInt8>) -> R) -> R { self.secret.withUnsafeBytes(body) }

    /// A copy of the 32 secret bytes, to hand to a socket at once; a copy cannot be zeroed from here, so keep none.
    public var secretBytes: [UInt8] {
        self.secret.withUnsafeBytes { Array(UnsafeBufferPointer(start: $0, count: self.secret.count)) }
    }
}

extension CurveKeyPair: CustomStringConvertible {
    /// Names the public half only.
    public var description: String { "curve key pair of \(self.publicKey)" }
}
