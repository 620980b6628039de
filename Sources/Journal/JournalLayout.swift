/// Where the bytes of a journal are. All numbers are big-endian.
///
/// ```
/// header   magic 8 ‖ version 2 ‖ genesis hash 32 ‖ first sequence number 8 ‖ link 32 ‖ CRC-32C of these
/// record   start mark 4 ‖ body length 4 ‖ sequence number 8 ‖ link 32 ‖ CRC-32C of these
///          body ‖ CRC-32C of everything in the record so far ‖ end mark 1
/// ```
/// A record's link is the SHA-256 of all bytes of the record (or header) in front of it. The header's link is the
/// genesis hash, or, in a file that continues another, the SHA-256 of that file's last record.
///
/// The head has a checksum of its own because a wrong length would otherwise make a damaged record look like one that
/// the end of the file cut short. The marks hold no zero byte, so that the first and the last sector of a record are
/// never all zero: see `JournalReader` for what that tells.
enum JournalLayout {
    static let magic = Array("GTJRNL\r\n".utf8)
    static let version: UInt16 = 1
    static let startMark: [UInt8] = [0x47, 0x54, 0x52, 0x5A]
    static let endMark: UInt8 = 0xE5

    static let digestCount = 32
    static let checksumCount = 4
    static let headerCount = 8 + 2 + digestCount + 8 + digestCount + checksumCount
    static let headCount = 4 + 4 + 8 + digestCount + checksumCount
    static let trailerCount = checksumCount + 1

    /// The least unit that a disk writes whole or not at all; file systems keep files aligned to it.
    static let sectorCount = 512
}
