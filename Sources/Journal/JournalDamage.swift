/// What is wrong with a journal that no power cut explains.
public enum JournalDamage: Error, Hashable, Sendable {
    /// The file does not start as a journal does.
    case notAJournal
    /// A later version of the program wrote it.
    case unknownVersion(UInt16)
    /// It belongs to a chain with another genesis.
    case otherChain
    /// Bytes are not those that were written.
    case checksum
    /// A record does not follow the one in front of it: something was taken out, put in or exchanged.
    case brokenChain
}

extension JournalDamage: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notAJournal: "the file does not start as a journal"
        case .unknownVersion(let version): "format version \(version) is newer than this program; update the program"
        case .otherChain: "the journal belongs to a chain with another genesis"
        case .checksum: "a checksum does not match: the disk or someone changed bytes after they were written"
        case .brokenChain: "a record does not follow the one in front of it: records were removed, added or exchanged"
        }
    }
}
