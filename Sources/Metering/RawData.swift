/// What came over the line, before anything was made of it.
public struct RawData: Hashable, Sendable {
    /// Four registers hold every number, and fit here without memory of their own: most readings are one such.
    private enum Storage: Hashable, Sendable {
        case few(UInt64, count: UInt8)
        case words([UInt16])
        case bytes([UInt8])
    }

    private let storage: Storage

    private static let inlineLimit = 4

    private init(_ storage: Storage) { self.storage = storage }

    /// Registers, as Modbus has them.
    public static func words(_ words: [UInt16]) -> RawData { RawData(words: words.span) }

    /// An encoded value, as DLMS/COSEM has it (IEC 62056-6-2: A-XDR).
    public static func bytes(_ bytes: [UInt8]) -> RawData { RawData(.bytes(bytes)) }

    /// Registers, as Modbus has them.
    public init(words: Span<UInt16>) {
        guard words.count <= Self.inlineLimit else {
            self.init(.words(words.indices.map { words[$0] }))
            return
        }
        var packed: UInt64 = 0
        for index in words.indices { packed = packed << 16 | UInt64(words[index]) }
        self.init(.few(packed, count: UInt8(words.count)))
    }

    /// The registers; none where the line speaks bytes.
    public var words: [UInt16] {
        switch self.storage {
        case .few(let packed, let count):
            (0..<Int(count)).map { UInt16(truncatingIfNeeded: packed >> (16 * UInt64(Int(count) - 1 - $0))) }
        case .words(let words): words
        case .bytes: []
        }
    }
}

extension RawData: CustomStringConvertible {
    /// Hexadecimal, one group a register, or one run of bytes: `0016 e360`.
    public var description: String {
        if case .bytes(let bytes) = self.storage { return bytes.map { Self.hex(UInt64($0), digits: 2) }.joined() }
        return self.words.map { Self.hex(UInt64($0), digits: 4) }.joined(separator: " ")
    }

    private static func hex(_ value: UInt64, digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
