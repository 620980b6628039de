extension UInt16 {
    var bigEndianBytes: [UInt8] { [UInt8(self >> 8), UInt8(self & 0xFF)] }
}

extension RandomAccessCollection<UInt8> where Index == Int {
    /// The big-endian word `offset` bytes after the start; the caller has checked the length.
    func word(at offset: Int) -> UInt16 {
        UInt16(self[self.startIndex + offset]) << 8 | UInt16(self[self.startIndex + offset + 1])
    }

    /// All whole big-endian words; an odd last byte is left out.
    var bigEndianWords: [UInt16] {
        let count = self.count / 2
        let whole = self.withContiguousStorageIfAvailable { bytes in
            [UInt16](unsafeUninitializedCapacity: count) { words, filled in
                for index in 0..<count { words[index] = UInt16(bytes[2 * index]) << 8 | UInt16(bytes[2 * index + 1]) }
                filled = count
            }
        }
        return whole ?? (0..<count).map { self.word(at: 2 * $0) }
    }
}

/// Coils in bytes: the first coil is the lowest bit of the first byte.
enum BitPacking {
    static func byteCount(_ bits: Int) -> Int { (bits + 7) / 8 }

    static func pack(_ bits: [Bool]) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: self.byteCount(bits.count))
        for (index, bit) in bits.enumerated() where bit { bytes[index / 8] |= 1 << UInt8(index % 8) }
        return bytes
    }

    static func unpack(_ bytes: ArraySlice<UInt8>, count: Int) -> [Bool] {
        (0..<count).map { bytes[bytes.startIndex + $0 / 8] >> UInt8($0 % 8) & 1 == 1 }
    }
}
