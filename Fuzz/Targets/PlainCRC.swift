/// The checksum of Modbus RTU bit by bit, as the standard draws it; stands apart from the product's table.
enum PlainCRC {
    static func checksum(_ bytes: some Sequence<UInt8>) -> UInt16 {
        var value: UInt16 = 0xFFFF
        for byte in bytes {
            value ^= UInt16(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xA001 : value >> 1 }
        }
        return value
    }

    static func framed(_ body: [UInt8]) -> [UInt8] {
        let checksum = self.checksum(body)
        return body + [UInt8(checksum & 0xFF), UInt8(checksum >> 8)]
    }

    /// True where `frame` ends with the checksum of what stands before.
    static func isSound(_ frame: ArraySlice<UInt8>) -> Bool {
        frame.count >= 4 && self.framed(Array(frame.dropLast(2))).elementsEqual(frame)
    }
}
