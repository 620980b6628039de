internal import CNettle

/// A SHA-256 hash (FIPS 180-4).
public struct Digest: Hashable, Comparable, Sendable {
    let storage: Bytes32

    /// 32 zero bytes, where there is nothing to hash yet.
    public static let zero = Digest(storage: .zero)

    init(storage: Bytes32) {
        self.storage = storage
    }

    /// Nil unless there are exactly 32 bytes.
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
    public static func < (left: Digest, right: Digest) -> Bool { left.storage < right.storage }
}

extension Digest {
    public static func sha256(_ bytes: [UInt8]) -> Digest {
        self.sha256 { state in gt_sha256_update(&state, bytes, bytes.count) }
    }

    /// The hash of all parts one after the other, without joining them in memory.
    ///
    /// The borders of the parts do not enter the hash: parts of variable length need their own length or prefix.
    public static func sha256(parts: [[UInt8]]) -> Digest {
        self.sha256 { state in
            for part in parts { gt_sha256_update(&state, part, part.count) }
        }
    }

    /// The hash of a byte and two digests, as ``sha256(parts:)`` has it, without an array: a Merkle tree has many nodes.
    public static func sha256(prefix: UInt8, _ left: Digest, _ right: Digest) -> Digest {
        self.sha256 { state in
            withUnsafeBytes(of: prefix) { Self.update(&state, $0) }
            left.storage.withUnsafeBytes { Self.update(&state, $0) }
            right.storage.withUnsafeBytes { Self.update(&state, $0) }
        }
    }

    /// Plain computation on memory: it has no failure to report.
    private static func sha256(_ feed: (inout sha256_ctx) -> Void) -> Digest {
        var state = sha256_ctx()
        gt_sha256_init(&state)
        feed(&state)
        return Digest(storage: Bytes32 { output in gt_sha256_final(&state, output) })
    }

    private static func update(_ state: inout sha256_ctx, _ bytes: UnsafeRawBufferPointer) {
        gt_sha256_update(&state, bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count)
    }
}

extension Digest: CustomStringConvertible {
    public var description: String { self.hex }
}
