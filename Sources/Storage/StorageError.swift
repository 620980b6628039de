public import Identity

/// Why something could not be kept or read back, with what to do next.
public enum StorageError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file belongs to another zone.
    case wrongGenesis(file: String, expected: Digest, found: Digest)
    /// The file's content is not what was written; `goodThrough` is the last height up to which everything holds.
    case damaged(file: String, found: String, goodThrough: UInt64?)
    /// The vote register cannot vouch for what was signed before.
    case mustNotVote(file: String, reason: String)
    case readOnly(file: String)
    case diskFull(file: String)
    /// Another process writes the file.
    case locked(file: String)
    case notFound(file: String)
    /// A newer version of the program wrote the file.
    case newerSchema(file: String)
    /// The block does not follow the last one.
    case notNext(file: String, expectedHeight: UInt64, foundHeight: UInt64, reason: String)
    /// Anything else that the operating system or SQLite refuses.
    case failed(file: String, action: String, reason: String)

    public var description: String {
        switch self {
        case .wrongGenesis(let file, let expected, let found):
            "\(file) belongs to the zone with genesis \(found.hex); expected \(expected.hex). "
                + "Give that zone's genesis file, or another data directory"
        case .damaged(let file, let found, let good):
            "\(file) is damaged: \(found). \(Self.good(good)). "
                + "Keep a copy for inspection, move the file away and let the box catch up from a peer"
        case .mustNotVote(let file, let reason):
            "\(file): \(reason). Keep the file; this key must not vote again. "
                + "Run the box as a follower and register a new validator key"
        case .readOnly(let file):
            "\(file) cannot be written: it, its directory or its file system is read-only for this user. "
                + "Everything stored is kept. Check the owner and `mount`, then start again"
        case .diskFull(let file):
            "\(file) cannot grow: the disk is full. Everything stored is kept. Free space (`df -h`), then start again"
        case .locked(let file):
            "\(file) is in use by another process. Stop the other gridtally service (`fuser \(file)` names it)"
        case .notFound(let file):
            "\(file) does not exist. Give the data directory of a box that has run, or start the service once"
        case .newerSchema(let file):
            "\(file) was written by a newer version of gridtally. Update the program; nothing was changed"
        case .notNext(let file, let expected, let found, let reason):
            "\(file): a block of height \(found) cannot follow; expected height \(expected): \(reason)"
        case .failed(let file, let action, let reason):
            "\(file): \(action) failed: \(reason). Check the disk (`dmesg`, `df -h`) and the file's owner"
        }
    }

    /// True for what passes once somebody makes room or mounts the disk for writing: nothing stored is harmed.
    public var leavesFilesWhole: Bool {
        switch self {
        case .diskFull, .readOnly: true
        default: false
        }
    }

    private static func good(_ height: UInt64?) -> String {
        switch height {
        case .some(let height): "Blocks through height \(height) are good"
        case .none: "Nothing in it can be trusted"
        }
    }
}
