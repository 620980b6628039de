internal import Identity

/// One record that was found whole.
public struct JournalRecord: Hashable, Sendable {
    /// 1 for a chain's first record, then one more for each.
    public let sequence: UInt64
    /// Where the record starts in its file, in bytes.
    public let offset: Int
    public let body: [UInt8]
}

extension JournalRecord {
    static func encoded(_ body: [UInt8], sequence: UInt64, link: Digest) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(JournalLayout.headCount + body.count + JournalLayout.trailerCount)
        bytes.append(contentsOf: JournalLayout.startMark)
        bytes.appendBigEndian(UInt32(body.count))
        bytes.appendBigEndian(sequence)
        bytes.append(contentsOf: link.bytes)
        bytes.appendBigEndian(CRC32C.checksum(bytes[...]))
        bytes.append(contentsOf: body)
        bytes.appendBigEndian(CRC32C.checksum(bytes[...]))
        bytes.append(JournalLayout.endMark)
        return bytes
    }
}
