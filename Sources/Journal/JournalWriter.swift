public import Identity

/// Makes the bytes that an append-only journal grows by; writing and syncing them is the caller's.
///
/// Write what `append` returns at the end of the file and sync it before anything tells others of the record. Records
/// that share one sync may be appended one after the other and written together.
public struct JournalWriter: Hashable, Sendable {
    /// The sequence number of a chain's first record.
    static let firstSequence: UInt64 = 1

    private let genesis: Digest
    /// The sequence number that the next record gets.
    public private(set) var nextSequence: UInt64
    /// SHA-256 of the record or header that was made last.
    private var link: Digest
    private var headerIsWritten: Bool

    /// The writer of a new, empty file.
    public init(genesis: Digest) {
        self.init(genesis: genesis, nextSequence: Self.firstSequence, link: genesis, headerIsWritten: false)
    }

    init(genesis: Digest, nextSequence: UInt64, link: Digest, headerIsWritten: Bool) {
        self.genesis = genesis
        self.nextSequence = nextSequence
        self.link = link
        self.headerIsWritten = headerIsWritten
    }

    /// The bytes to write next, which hold `body` as one record; in a new file the header comes in front of them.
    ///
    /// - Parameter body: less than 4 GiB, which is the program's own to keep. It should not hold 512 zero bytes in a
    ///   row: a flipped bit in a last record that does could pass for a write that the power cut (see `JournalReader`).
    public mutating func append(_ body: [UInt8]) -> [UInt8] {
        var bytes = self.takeHeader()
        let record = JournalRecord.encoded(body, sequence: self.nextSequence, link: self.link)
        self.advance(past: record[...])
        bytes.append(contentsOf: record)
        return bytes
    }

    /// Whether the next record may have this head.
    func expects(_ head: JournalHead) -> Bool {
        head.sequence == self.nextSequence && head.link.elementsEqual(self.link.bytes)
    }

    /// Takes note of a whole record that was made or found.
    mutating func advance(past record: ArraySlice<UInt8>) {
        self.link = .sha256(Array(record))
        // A file of hostile origin may name any first number; wrapping is harmless, the links still have to fit.
        self.nextSequence &+= 1
    }

    /// The writer of a new file that goes on with this one's numbers and links.
    ///
    /// Use it to shorten a journal: write what must stay into the new file, sync it, then rename it over the old one.
    public func continuingInNewFile() -> JournalWriter {
        JournalWriter(
            genesis: self.genesis, nextSequence: self.nextSequence, link: self.link, headerIsWritten: false)
    }

    private mutating func takeHeader() -> [UInt8] {
        if self.headerIsWritten { return [] }
        let header = JournalHeader(genesis: self.genesis, firstSequence: self.nextSequence, link: self.link).encoded()
        self.link = .sha256(header)
        self.headerIsWritten = true
        return header
    }
}
