/// A running hash over everything that happens in a simulation: two runs of one seed must end with the same.
///
/// FNV-1a over 64-bit words, with a final mix; it shows differences and keeps no secrets.
struct EventHash: Hashable, Sendable {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ word: UInt64) {
        self.value = (self.value ^ word) &* 0x0000_0100_0000_01B3
        self.value ^= self.value >> 29
    }

    mutating func add(_ words: UInt64...) { for word in words { self.add(word) } }

    mutating func add(_ bytes: [UInt8]) {
        self.add(UInt64(bytes.count))
        bytes.withUnsafeBytes { buffer in
            var offset = 0
            while offset + 8 <= buffer.count {
                self.add(UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
                offset += 8
            }
            for index in offset..<buffer.count { self.add(UInt64(buffer[index])) }
        }
    }
}
