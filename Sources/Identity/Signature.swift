/// An Ed25519 signature (RFC 8032); whether it is valid, only `PublicKey.verify` says.
public struct Signature: Hashable, Sendable {
    static let count = 64

    /// The 64 bytes.
    public let bytes: [UInt8]

    /// Nil unless there are exactly 64 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.count else { return nil }
        self.bytes = bytes
    }

    /// - Parameter raw: 64 bytes that the signature scheme wrote.
    init(raw: [UInt8]) {
        self.bytes = raw
    }
}

extension Signature: CustomStringConvertible {
    public var description: String { Hexadecimal.encode(self.bytes) }
}
