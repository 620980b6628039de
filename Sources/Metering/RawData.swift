/// What came over the line, before anything was made of it.
public enum RawData: Hashable, Sendable {
    /// Registers, as Modbus has them.
    case words([UInt16])
    /// An encoded value, as DLMS/COSEM has it (IEC 62056-6-2: A-XDR).
    case bytes([UInt8])

    /// The registers; none where the line speaks bytes.
    public var words: [UInt16] {
        if case .words(let words) = self { words } else { [] }
    }
}

extension RawData: CustomStringConvertible {
    /// Hexadecimal, one group a register, or one run of bytes: `0016 e360`.
    public var description: String {
        switch self {
        case .words(let words): words.map { Self.hex(UInt64($0), digits: 4) }.joined(separator: " ")
        case .bytes(let bytes): bytes.map { Self.hex(UInt64($0), digits: 2) }.joined()
        }
    }

    private static func hex(_ value: UInt64, digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
