import Identity
import Journal
import Testing

/// Pins the bytes on disk: a box must read its journal after every update.
@Suite struct FormatTests {
    @Test func layout() throws {
        var writer = JournalWriter(genesis: JournalFixture.genesis)
        let file = writer.append([0xAA, 0xBB])
        let genesis = JournalFixture.genesis.bytes
        let header = Array("GTJRNL\r\n".utf8) + [0, 1] + genesis + [0, 0, 0, 0, 0, 0, 0, 1] + genesis
        #expect(Array(file[..<82]) == header)
        #expect(Array(file[82..<86]) == Self.checksum(header))
        let link = Digest.sha256(Array(file[..<86])).bytes
        let head = Array("GTRZ".utf8) + [0, 0, 0, 2] + [0, 0, 0, 0, 0, 0, 0, 1] + link
        #expect(Array(file[86..<134]) == head)
        #expect(Array(file[134..<138]) == Self.checksum(head))
        #expect(Array(file[138..<140]) == [0xAA, 0xBB])
        #expect(Array(file[140..<144]) == Self.checksum(Array(file[86..<140])))
        #expect(Array(file[144...]) == [0xE5])
        let second = writer.append([])
        #expect(second.count == 57)
        #expect(Array(second[16..<48]) == Digest.sha256(Array(file[86...])).bytes)
        #expect(writer.nextSequence == 3)
    }

    /// RFC 3720 §B.4, of the reference that the layout test relies on.
    @Test func referenceChecksum() {
        #expect(CRC32CReference.checksum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
        #expect(CRC32CReference.checksum([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
        #expect(CRC32CReference.checksum((0..<32).map { UInt8($0) }) == 0x46DD_794E)
        #expect(CRC32CReference.checksum(Array("123456789".utf8)) == 0xE306_9283)
    }

    private static func checksum(_ bytes: [UInt8]) -> [UInt8] {
        let value = CRC32CReference.checksum(bytes)
        return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}

/// CRC-32C bit by bit, as its definition reads.
enum CRC32CReference {
    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var remainder = UInt32.max
        for byte in bytes {
            remainder ^= UInt32(byte)
            for _ in 0..<8 { remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0x82F6_3B78 : remainder >> 1 }
        }
        return ~remainder
    }
}
