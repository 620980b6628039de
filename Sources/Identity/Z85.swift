/// Z85, the text form of ZeroMQ's keys (ZeroMQ RFC 32): four bytes as five printable characters.
package enum Z85 {
    private static let alphabet = Array(
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#".utf8)

    /// The value of each ASCII character; 255 where it is not of the alphabet.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, character) in Self.alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()

    /// Nil unless the number of bytes is a multiple of four.
    package static func encode(_ bytes: [UInt8]) -> String? {
        bytes.count.isMultiple(of: 4) ? self.encodeGroups(bytes) : nil
    }

    /// Encodes the whole groups of four.
    static func encodeGroups(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count / 4 * 5)
        for start in stride(from: 0, to: bytes.count - 3, by: 4) {
            let word = bytes[start..<start + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            for power in [52_200_625, 614_125, 7_225, 85, 1] as [UInt32] {
                text.append(self.alphabet[Int(word / power % 85)])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Nil for another length than a multiple of five, a character outside the alphabet, or a group over 2^32 − 1.
    package static func decode(_ text: String) -> [UInt8]? {
        let characters = Array(text.utf8)
        guard characters.count.isMultiple(of: 5) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(characters.count / 5 * 4)
        for start in stride(from: 0, to: characters.count, by: 5) {
            guard let word = self.word(characters[start..<start + 5]) else { return nil }
            for shift in [24, 16, 8, 0] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
        }
        return bytes
    }

    private static func word(_ characters: ArraySlice<UInt8>) -> UInt32? {
        var word: UInt64 = 0
        for character in characters {
            let value = self.values[Int(character)]
            guard value < 85 else { return nil }
            word = word * 85 + UInt64(value)
        }
        return UInt32(exactly: word)
    }
}
