/// Unsigned LEB128 in shortest form.
enum LEB128 {
    static func encode(_ values: [UInt64]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(values.count * 2)
        for var value in values {
            while value >= 0x80 {
                bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
                value >>= 7
            }
            bytes.append(UInt8(truncatingIfNeeded: value))
        }
        return bytes
    }

    /// Nil for a value over 64 bits, a value that ends with a zero group, or bytes that end inside a value.
    static func decode(_ bytes: [UInt8]) -> [UInt64]? {
        var values: [UInt64] = []
        var value: UInt64 = 0
        var shift: UInt64 = 0
        for byte in bytes {
            let group = UInt64(byte & 0x7f)
            guard shift < 63 || (shift == 63 && group <= 1) else { return nil }
            value |= group << shift
            if byte & 0x80 != 0 {
                shift += 7
                continue
            }
            guard group != 0 || shift == 0 else { return nil }
            values.append(value)
            (value, shift) = (0, 0)
        }
        return shift == 0 ? values : nil
    }
}

/// Bits packed into bytes, the lowest bit first.
enum Bitmap {
    static func pack(_ bits: [Bool]) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: (bits.count + 7) / 8)
        for (index, bit) in bits.enumerated() where bit { bytes[index / 8] |= 1 << UInt8(index % 8) }
        return bytes
    }

    /// Nil where the length is not that of `count` bits or an unused bit is set.
    static func unpack(_ bytes: [UInt8], count: Int) -> [Bool]? {
        guard bytes.count == (count + 7) / 8 else { return nil }
        let bits = (0..<bytes.count * 8).map { bytes[$0 / 8] >> UInt8($0 % 8) & 1 == 1 }
        return bits[count...].contains(true) ? nil : Array(bits.prefix(count))
    }
}
