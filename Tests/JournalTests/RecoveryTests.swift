import Identity
import Journal
import Testing

@Suite struct RecoveryTests {
    @Test(arguments: 0..<50 as Range<UInt64>)
    func whatWasWrittenComesBack(seed: UInt64) {
        let file = JournalFixture.random(seed: seed)
        let recovery = file.recover(file.bytes)
        #expect(recovery.verdict == .intact)
        #expect(recovery.records.map(\.body) == file.bodies)
        #expect(recovery.records.map(\.sequence) == Array(1...UInt64(file.bodies.count)))
        #expect(recovery.goodLength == file.bytes.count)
        #expect(recovery.nextWriter == file.writer)
    }

    @Test func anEmptyFileStartsAnew() throws {
        let recovery = JournalReader.recover([], genesis: JournalFixture.genesis)
        #expect(recovery.verdict == .tornTail(at: 0))
        #expect(recovery.records.isEmpty)
        #expect(recovery.nextWriter == JournalWriter(genesis: JournalFixture.genesis))
    }

    /// A power cut while the last record is written.
    @Test(arguments: 0..<20 as Range<UInt64>)
    func aTornTailKeepsEveryEarlierRecord(seed: UInt64) throws {
        let file = JournalFixture.random(seed: seed)
        let kept = file.bodies.dropLast()
        let start = file.borders[kept.count]
        for length in start + 1..<file.bytes.count {
            let recovery = file.recover(Array(file.bytes[..<length]))
            #expect(recovery.verdict == .tornTail(at: start))
            #expect(recovery.records.map(\.body) == Array(kept))
            #expect(recovery.goodLength == start)
            // Cut there, go on writing: whole again.
            var writer = try #require(recovery.nextWriter)
            let repaired = file.recover(file.bytes[..<start] + writer.append([42]))
            #expect(repaired.verdict == .intact)
            #expect(repaired.records.map(\.body) == kept + [[42]])
        }
        #expect(file.recover(Array(file.bytes[..<start])).verdict == .intact)
    }

    /// A power cut while the very first write, header and record, is made.
    @Test func aTornHeader() throws {
        let file = JournalFixture(sizes: [100], seed: 1)
        for length in 0..<file.borders[0] {
            let recovery = file.recover(Array(file.bytes[..<length]))
            #expect(recovery.verdict == .tornTail(at: 0))
            #expect(recovery.nextWriter == JournalWriter(genesis: JournalFixture.genesis))
        }
        #expect(file.recover(Array(file.bytes[..<file.borders[0]])).verdict == .intact)
    }

    /// Several records in one write, of which only the front reached the disk.
    @Test func aWriteOfSeveralRecordsMayTearInAny() {
        let file = JournalFixture(sizes: [300, 300, 300], seed: 2)
        let middle = file.borders[1] + 17
        #expect(file.recover(Array(file.bytes[..<middle])).verdict == .tornTail(at: file.borders[1]))
    }

    /// A file that was allocated ahead ends in zeros.
    @Test(arguments: [1, 51, 52, 511, 512, 4096])
    func zerosBehindTheLastRecordAreATornTail(count: Int) {
        let file = JournalFixture.random(seed: 5)
        let zeros = [UInt8](repeating: 0, count: count)
        let recovery = file.recover(file.bytes + zeros)
        #expect(recovery.verdict == .tornTail(at: file.bytes.count))
        #expect(recovery.nextWriter == file.writer)
        #expect(file.recover(zeros).verdict == .tornTail(at: 0))
    }

    /// The file has its full length, but one sector of the last record is still zero: it was never synced.
    @Test func anUnwrittenSectorOfTheLastRecordIsATornTail() {
        for padding in stride(from: 0, to: 512, by: 13) {
            let file = JournalFixture(sizes: [padding, 1500], seed: 3)
            let start = file.borders[1]
            for sector in stride(from: start / 512 * 512, to: file.bytes.count, by: 512) {
                var bytes = file.bytes
                for index in max(sector, start)..<min(sector + 512, bytes.count) { bytes[index] = 0 }
                #expect(file.recover(bytes).verdict == .tornTail(at: start))
                #expect(file.recover(bytes + [UInt8](repeating: 0, count: 600)).verdict == .tornTail(at: start))
            }
        }
    }

    @Test func aShortenedJournalGoesOn() throws {
        let old = JournalFixture(sizes: [10, 20, 30], seed: 4)
        var writer = old.writer.continuingInNewFile()
        let bytes = writer.append([1]) + writer.append([2])
        let recovery = old.recover(bytes)
        #expect(recovery.verdict == .intact)
        #expect(recovery.records.map(\.sequence) == [4, 5])
        #expect(recovery.nextWriter == writer)
    }
}
