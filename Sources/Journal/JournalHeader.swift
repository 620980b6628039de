internal import Identity

/// The first bytes of a journal file.
struct JournalHeader: Hashable, Sendable {
    let genesis: Digest
    let firstSequence: UInt64
    /// What the first record's predecessor in another file hashes to; the genesis hash where there is none.
    let link: Digest

    func encoded() -> [UInt8] {
        var bytes = JournalLayout.magic
        bytes.appendBigEndian(JournalLayout.version)
        bytes.append(contentsOf: self.genesis.bytes)
        bytes.appendBigEndian(self.firstSequence)
        bytes.append(contentsOf: self.link.bytes)
        bytes.appendBigEndian(CRC32C.checksum(bytes[...]))
        return bytes
    }

    /// Reads a header from `bytes`, which are at least as many as a header has.
    init(reading bytes: ArraySlice<UInt8>, genesis: Digest) throws(JournalDamage) {
        let start = bytes.startIndex
        guard bytes.starts(with: JournalLayout.magic) else { throw .notAJournal }
        let body = bytes[start..<start + JournalLayout.headerCount - JournalLayout.checksumCount]
        let checksum = bytes[body.endIndex..<start + JournalLayout.headerCount].bigEndian(UInt32.self)
        guard CRC32C.checksum(body) == checksum else { throw .checksum }
        let version = bytes[start + 8..<start + 10].bigEndian(UInt16.self)
        guard version == JournalLayout.version else { throw .unknownVersion(version) }
        guard Array(bytes[start + 10..<start + 42]) == genesis.bytes else { throw .otherChain }
        guard let link = Digest(bytes: Array(bytes[start + 50..<start + 82])) else { throw .brokenChain }
        self.init(
            genesis: genesis, firstSequence: bytes[start + 42..<start + 50].bigEndian(UInt64.self), link: link)
        guard self.firstSequence != JournalWriter.firstSequence || self.link == genesis else { throw .brokenChain }
    }

    init(genesis: Digest, firstSequence: UInt64, link: Digest) {
        self.genesis = genesis
        self.firstSequence = firstSequence
        self.link = link
    }
}
