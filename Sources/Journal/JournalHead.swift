/// The fixed part in front of a record's body, once its checksum has proved it.
struct JournalHead {
    let bodyCount: Int
    let sequence: UInt64
    let link: ArraySlice<UInt8>

    /// Nil unless a whole and sound head starts at `offset`.
    init?(_ bytes: [UInt8], at offset: Int) {
        guard bytes.count - offset >= JournalLayout.headCount else { return nil }
        let head = bytes[offset..<offset + JournalLayout.headCount - JournalLayout.checksumCount]
        guard head.starts(with: JournalLayout.startMark) else { return nil }
        let checksum = bytes[head.endIndex..<offset + JournalLayout.headCount].bigEndian(UInt32.self)
        guard CRC32C.checksum(head) == checksum else { return nil }
        self.bodyCount = Int(bytes[offset + 4..<offset + 8].bigEndian(UInt32.self))
        self.sequence = bytes[offset + 8..<offset + 16].bigEndian(UInt64.self)
        self.link = bytes[offset + 16..<offset + 48]
    }

    /// The bytes of the whole record.
    var recordCount: Int { JournalLayout.headCount + self.bodyCount + JournalLayout.trailerCount }
}
