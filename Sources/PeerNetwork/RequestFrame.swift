/// The single frame of catch-up: 1 kind byte, 8 bytes of request ID (big-endian), body.
struct RequestFrame {
    enum Kind: UInt8 {
        case request = 1
        case reply = 2
        /// Its body is one byte: a ``Refusal``.
        case refusal = 3
    }

    static let headBytes = 9

    let kind: Kind
    let id: UInt64
    let body: [UInt8]

    /// Nil where the bytes are no such frame.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= Self.headBytes, let kind = Kind(rawValue: bytes[0]) else { return nil }
        self.kind = kind
        self.id = bytes[1..<Self.headBytes].reduce(0) { $0 << 8 | UInt64($1) }
        self.body = Array(bytes[Self.headBytes...])
    }

    static func head(_ kind: Kind, id: UInt64) -> [UInt8] {
        [kind.rawValue] + (0..<8).map { UInt8(truncatingIfNeeded: id >> (56 - 8 * UInt64($0))) }
    }
}
