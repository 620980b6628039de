/// Why a key cannot be used.
public enum IdentityError: Error, Hashable, Sendable {
    /// A seed of another length than 32 bytes.
    case seedLength(found: Int)
    /// The public key is no point of the curve's main group, or one of its few low-order points, which anyone can forge.
    case weakPublicKey(hex: String)
    /// libsodium could not start, or had no memory to protect a secret in.
    case cryptographyUnavailable
}

extension IdentityError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .seedLength(let found):
            "a signing key's seed has 32 bytes, found \(found); check that the key file is whole"
        case .weakPublicKey(let hex):
            "public key \(hex) is not a safe Ed25519 key; ask its owner for the right one"
        case .cryptographyUnavailable:
            "libsodium could not start or get protected memory; check /dev/urandom and the memory limit of the service"
        }
    }
}
