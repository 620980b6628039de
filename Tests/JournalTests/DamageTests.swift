import Identity
import Journal
import TestSupport
import Testing

@Suite struct DamageTests {
    /// Also in the last record: all its sectors hold content, so it may have been synced and its vote sent.
    @Test(arguments: 0..<6 as Range<UInt64>)
    func aFlippedBitAnywhereIsDamage(seed: UInt64) {
        let file = JournalFixture.random(seed: seed)
        for index in file.bytes.indices {
            let bit = UInt8(1) << UInt8(truncatingIfNeeded: index &* 5 % 8)
            var bytes = file.bytes
            bytes[index] ^= bit
            let recovery = file.recover(bytes)
            let record = file.borders.lastIndex { $0 <= index } ?? -1
            let place = record < 0 ? 0 : file.borders[record]
            guard case .damaged(at: place, _) = recovery.verdict else {
                Issue.record("bit \(bit) of byte \(index) of \(file.bytes.count): \(recovery.verdict)")
                return
            }
            #expect(recovery.nextWriter == nil)
            #expect(recovery.records.map(\.body) == Array(file.bodies.prefix(max(record, 0))))
            #expect(recovery.goodLength == place)
        }
    }

    /// A longer length must not pass for a record that the end of the file cut short.
    @Test func everyBitOfALength() {
        let file = JournalFixture(sizes: [40, 40, 40], seed: 1)
        for border in file.borders.dropLast() {
            for bit in 0..<32 {
                var bytes = file.bytes
                bytes[border + 4 + bit / 8] ^= 1 << UInt8(bit % 8)
                #expect(file.recover(bytes).verdict == .damaged(at: border, reason: .checksum))
            }
        }
    }

    /// An empty sector is no excuse when records follow.
    @Test func aSectorLostInTheMiddleIsDamage() {
        let file = JournalFixture(sizes: [300, 1500, 300, 300], seed: 2)
        for sector in stride(from: 0, to: file.borders[3], by: 512) {
            var bytes = file.bytes
            for index in sector..<min(sector + 512, file.borders[3]) { bytes[index] = 0 }
            #expect(file.recover(bytes).isDamaged, "sector at \(sector)")
        }
    }

    /// Nor when only a part of a further record follows.
    @Test func aSectorLostBeforeATornTailIsDamage() {
        let file = JournalFixture(sizes: [300, 1500, 300], seed: 2)
        var bytes = Array(file.bytes[..<(file.borders[2] + 20)])
        for index in 1024..<1536 { bytes[index] = 0 }
        #expect(file.recover(bytes).verdict == .damaged(at: file.borders[1], reason: .checksum))
    }

    @Test func recordsTakenOutOrExchanged() {
        let file = JournalFixture(sizes: [50, 50, 50, 50], seed: 3)
        let parts = zip(file.borders, file.borders.dropFirst()).map { Array(file.bytes[$0..<$1]) }
        let header = Array(file.bytes[..<file.borders[0]])
        for order in [[1, 2, 3], [0, 2, 3], [0, 2, 1, 3], [0, 0, 1], [0, 1, 2, 3, 3], [3]] {
            let bytes = header + order.flatMap { parts[$0] }
            let recovery = file.recover(bytes)
            #expect(recovery.isDamaged)
            #expect(recovery.verdict.description.contains("removed, added or exchanged"))
        }
        // A record of a twin with another history has the right number and sound checksums, but another link.
        let twin = JournalFixture(sizes: [50, 50, 50, 50], seed: 4)
        let bytes = header + parts[0] + twin.bytes[twin.borders[1]..<twin.borders[2]]
        #expect(file.recover(bytes).verdict == .damaged(at: file.borders[1], reason: .brokenChain))
    }

    @Test func otherFiles() {
        let file = JournalFixture(sizes: [50], seed: 3)
        let other = JournalReader.recover(file.bytes, genesis: .zero)
        #expect(other.verdict == .damaged(at: 0, reason: .otherChain))
        #expect(file.recover(Array("SQLite format 3".utf8)).verdict == .damaged(at: 0, reason: .notAJournal))
        #expect(file.recover([UInt8](repeating: 0xFF, count: 5000)).verdict == .damaged(at: 0, reason: .notAJournal))
        let header = Array(file.bytes[..<file.borders[0]])
        #expect(file.recover(header + [7]).verdict == .damaged(at: header.count, reason: .checksum))
    }

    /// A later format says so, instead of looking broken.
    @Test func aNewerVersionIsNamed() {
        var header = Array(JournalFixture(sizes: [5], seed: 3).bytes[..<86])
        header[9] = 2
        let checksum = CRC32CReference.checksum(Array(header[..<82]))
        header.replaceSubrange(82..., with: (0..<4).map { UInt8(truncatingIfNeeded: checksum >> (24 - 8 * $0)) })
        let recovery = JournalReader.recover(header, genesis: JournalFixture.genesis)
        #expect(recovery.verdict == .damaged(at: 0, reason: .unknownVersion(2)))
    }

    @Test func noBytesTrap() {
        var generator = SeededGenerator(seed: 12)
        let file = JournalFixture(sizes: [60, 600, 60], seed: 6)
        for _ in 0..<3000 {
            var bytes = file.bytes
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let start = Int.random(in: 0..<bytes.count, using: &generator)
                let end = Int.random(in: start...min(start + 700, bytes.count), using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes.removeSubrange(start..<max(end, start))
                case 1: for index in start..<end { bytes[index] = 0 }
                case 2: bytes.insert(contentsOf: Array(bytes[start..<end]), at: start)
                default: bytes[start] = .random(in: 0...255, using: &generator)
                }
                if bytes.isEmpty { bytes = [0] }
            }
            let recovery = file.recover(bytes)
            #expect(recovery.goodLength <= bytes.count)
            #expect(recovery.isDamaged == (recovery.nextWriter == nil))
            // Whatever is reported as a record was once written, at its place in the order.
            for (record, body) in zip(recovery.records, file.bodies) { #expect(record.body == body) }
            #expect(recovery.records.count <= file.bodies.count)
        }
    }
}
