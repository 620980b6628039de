internal import CSodium

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
        // Plain computation on memory: it has no failure to report, and needs no start of the library.
        Digest(storage: Bytes32 { output in _ = crypto_hash_sha256(output, bytes, UInt64(bytes.count)) })
    }

    /// The hash of all parts one after the other, without joining them in memory.
    ///
    /// The borders of the parts do not enter the hash: parts of variable length need their own length or prefix.
    public static func sha256(parts: [[UInt8]]) -> Digest {
        var state = crypto_hash_sha256_state()
        _ = crypto_hash_sha256_init(&state)
        for part in parts { _ = crypto_hash_sha256_update(&state, part, UInt64(part.count)) }
        return Digest(storage: Bytes32 { output in _ = crypto_hash_sha256_final(&state, output) })
    }

    /// The hash of a byte and two digests, as ``sha256(parts:)`` has it, without an array: a Merkle tree has many nodes.
    public static func sha256(prefix: UInt8, _ left: Digest, _ right: Digest) -> Digest {
        withUnsafeTemporaryAllocation(byteCount: 1 + 2 * Bytes32.count, alignment: 1) { buffer in
            buffer[0] = prefix
            let (first, second) = (buffer[1...], buffer[(1 + Bytes32.count)...])
            left.storage.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: first).copyMemory(from: $0) }
            right.storage.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: second).copyMemory(from: $0) }
            let bytes = buffer.bindMemory(to: UInt8.self)
            return Digest(
                storage: Bytes32 { output in _ = crypto_hash_sha256(output, bytes.baseAddress, UInt64(bytes.count)) })
        }
    }
}

extension Digest: CustomStringConvertible {
    public var description: String { self.hex }
}
