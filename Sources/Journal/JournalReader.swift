public import Identity

/// Reads a journal back after a start and judges it.
///
/// **Torn or damaged?** Forgetting a vote that was sent can make this box vote twice in one view; that must not happen.
/// So a tail is only called torn, and may be cut off, when it cannot have been synced:
/// - the file ends inside the last record; or
/// - the file has its full length, but a disk sector of the last record holds only zeros: the file had grown (or was
///   allocated ahead), and this sector's new content had not reached the disk.
///
/// A sync makes all sectors of a record reach the disk, and the disk writes a sector whole. A last record that has
/// content in every sector and still fails a checksum was therefore written, perhaps synced and sent, and changed
/// later. It counts as damage, just like any fault that more records follow.
///
/// What no file can tell by itself is that whole synced records are missing at its end (a restored or cloned disk);
/// peers prove that by showing newer votes.
public struct JournalReader: Sendable {
    private let bytes: [UInt8]
    private var position = 0
    private var records: [JournalRecord] = []
    private var writer: JournalWriter
    private let genesis: Digest

    private enum Step {
        case record(JournalRecord, end: Int)
        case stop(JournalVerdict)
    }

    private init(_ bytes: [UInt8], genesis: Digest) {
        self.bytes = bytes
        self.genesis = genesis
        self.writer = JournalWriter(genesis: genesis)
    }

    /// Judges the whole content of a journal file of the chain with this genesis.
    ///
    /// An empty file counts as torn at 0: its creation was cut short. It never traps, whatever the bytes are.
    public static func recover(_ bytes: [UInt8], genesis: Digest) -> JournalRecovery {
        var reader = JournalReader(bytes, genesis: genesis)
        let verdict = reader.readAll()
        let isDamaged = if case .damaged = verdict { true } else { false }
        return JournalRecovery(
            records: reader.records, goodLength: reader.position, verdict: verdict,
            nextWriter: isDamaged ? nil : reader.writer)
    }

    private mutating func readAll() -> JournalVerdict {
        if let verdict = self.readHeader() { return verdict }
        while self.position < self.bytes.count {
            switch self.readRecord() {
            case .stop(let verdict): return verdict
            case .record(let record, let end):
                self.writer.advance(past: self.bytes[self.position..<end])
                self.records.append(record)
                self.position = end
            }
        }
        return .intact
    }

    /// A verdict when the header is not whole.
    private mutating func readHeader() -> JournalVerdict? {
        let found = self.bytes.prefix(JournalLayout.headerCount)
        guard !found.allSatisfy({ $0 == 0 }) else { return self.judge(.notAJournal, unwritten: 0..<1) }
        guard found.count == JournalLayout.headerCount else {
            let magic = JournalLayout.magic.prefix(found.count)
            return found.starts(with: magic) ? .tornTail(at: 0) : .damaged(at: 0, reason: .notAJournal)
        }
        do throws(JournalDamage) {
            let header = try JournalHeader(reading: found, genesis: self.genesis)
            self.writer = JournalWriter(
                genesis: self.genesis, nextSequence: header.firstSequence, link: .sha256(Array(found)),
                headerIsWritten: true)
            self.position = JournalLayout.headerCount
            return nil
        } catch {
            return .damaged(at: 0, reason: error)
        }
    }

    private func readRecord() -> Step {
        let start = self.position
        let left = self.bytes.count - start
        guard let head = JournalHead(self.bytes, at: start) else {
            let markLeft = JournalLayout.startMark.prefix(left)
            if left < JournalLayout.headCount, self.bytes[start...].starts(with: markLeft) {
                return .stop(.tornTail(at: start))
            }
            return .stop(
                self.judge(.checksum, unwritten: start..<min(start + JournalLayout.headCount, self.bytes.count)))
        }
        guard self.writer.expects(head) else { return .stop(.damaged(at: start, reason: .brokenChain)) }
        guard head.recordCount <= left else { return .stop(.tornTail(at: start)) }
        let end = start + head.recordCount
        let bodyEnd = end - JournalLayout.trailerCount
        let checksum = self.bytes[bodyEnd..<end - 1].bigEndian(UInt32.self)
        guard CRC32C.checksum(self.bytes[start..<bodyEnd]) == checksum, self.bytes[end - 1] == JournalLayout.endMark
        else {
            let isLast = self.bytes[end...].allSatisfy { $0 == 0 }
            return .stop(
                isLast ? self.judge(.checksum, unwritten: start..<end) : .damaged(at: start, reason: .checksum))
        }
        let body = Array(self.bytes[start + JournalLayout.headCount..<bodyEnd])
        return .record(JournalRecord(sequence: head.sequence, offset: start, body: body), end: end)
    }
}

extension JournalReader {
    /// Torn if a sector of the bytes `range` never reached the disk and no record follows, else damaged.
    private func judge(_ reason: JournalDamage, unwritten range: Range<Int>) -> JournalVerdict {
        let isTorn = self.hasEmptySector(range) && !self.hasLaterRecord()
        return isTorn ? .tornTail(at: self.position) : .damaged(at: self.position, reason: reason)
    }

    /// Whether a sector that `range` touches holds nothing but zeros from the current record on.
    private func hasEmptySector(_ range: Range<Int>) -> Bool {
        let size = JournalLayout.sectorCount
        return stride(from: range.lowerBound / size * size, to: range.upperBound, by: size).contains { sector in
            let part = max(sector, self.position)..<min(sector + size, self.bytes.count)
            return self.bytes[part].allSatisfy { $0 == 0 }
        }
    }

    /// Whether the sound head of any record lies behind the start of the current one.
    private func hasLaterRecord() -> Bool {
        guard self.position < self.bytes.count else { return false }
        return (self.position + 1..<self.bytes.count).contains { offset in
            self.bytes[offset] == JournalLayout.startMark[0] && JournalHead(self.bytes, at: offset) != nil
        }
    }
}
