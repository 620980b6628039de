internal import CSodium

/// A Curve25519 public key: who is at the other end of an encrypted connection.
public struct CurvePublicKey: Hashable, Comparable, Sendable {
    private let storage: Bytes32

    /// Nil unless there are exactly 32 bytes, or when they are a low-order point, with which no secret is shared.
    public init?(bytes: [UInt8]) {
        guard let storage = Bytes32(bytes), Self.isSafe(bytes) else { return nil }
        self.storage = storage
    }

    /// Nil unless the text has 40 Z85 characters of a safe key.
    public init?(z85: String) {
        guard let bytes = Z85.decode(z85) else { return nil }
        self.init(bytes: bytes)
    }

    /// The 32 bytes.
    public var bytes: [UInt8] { self.storage.bytes }

    /// The 40 characters that ZeroMQ's tools and configuration use (ZeroMQ RFC 32).
    public var z85: String { Z85.encodeGroups(self.bytes) }

    /// The order of the bytes.
    public static func < (left: CurvePublicKey, right: CurvePublicKey) -> Bool { left.storage < right.storage }

    /// Multiplication by any clamped scalar takes every low-order point to zero, which libsodium reports.
    private static func isSafe(_ bytes: [UInt8]) -> Bool {
        guard Sodium.isReady else { return false }
        let scalar = [UInt8](repeating: 1, count: Bytes32.count)
        var product = [UInt8](repeating: 0, count: Bytes32.count)
        return crypto_scalarmult_curve25519(&product, scalar, bytes) == 0
    }
}

extension CurvePublicKey: CustomStringConvertible {
    public var description: String { self.z85 }
}
