/// The check sequence of Modbus RTU: CRC-16 with the reflected polynomial 0xA001, start value 0xFFFF
/// (Modbus over serial line V1.02, section 6.2.2).
public enum CRC16 {
    private static let table: [UInt16] = (0..<256).map { index in
        (0..<8).reduce(UInt16(index)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xA001 : value >> 1 }
    }

    /// The checksum of `bytes`; on the wire its low byte goes first.
    public static func checksum(_ bytes: some Sequence<UInt8>) -> UInt16 {
        let table = self.table
        // Without a look at each element's storage, where it lies in one piece.
        let whole = bytes.withContiguousStorageIfAvailable { bytes in
            bytes.reduce(0xFFFF as UInt16) { $0 >> 8 ^ table[Int(($0 ^ UInt16($1)) & 0xFF)] }
        }
        return whole ?? bytes.reduce(0xFFFF) { $0 >> 8 ^ table[Int(($0 ^ UInt16($1)) & 0xFF)] }
    }

    /// True where the last two bytes of `frame` are the checksum of those before; false for fewer than four bytes.
    public static func isValid(_ frame: ArraySlice<UInt8>) -> Bool {
        // A frame followed by its own checksum leaves zero.
        frame.count >= 4 && self.checksum(frame) == 0
    }
}
