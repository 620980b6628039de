/// What a journal file holds, and whether its writer may go on.
public struct JournalRecovery: Hashable, Sendable {
    /// All whole records from the start up to the first fault, in order.
    public let records: [JournalRecord]
    /// The bytes that are good, from the start. After `.tornTail`, cut the file to this length and sync it, then write.
    public let goodLength: Int
    public let verdict: JournalVerdict
    /// Goes on after the last good record; nil when the journal is damaged, as nothing may be written to it any more.
    public let nextWriter: JournalWriter?
}

/// How a journal file ends.
public enum JournalVerdict: Hashable, Sendable {
    /// Every byte belongs to a whole record.
    case intact
    /// The last write was cut short, the normal result of a power cut; it was never synced, so nobody was told of it.
    case tornTail(at: Int)
    /// Something that was once written and synced is wrong. What was promised in this journal can no longer be known:
    /// the key whose votes it registers must never vote again.
    case damaged(at: Int, reason: JournalDamage)
}

extension JournalVerdict: CustomStringConvertible {
    public var description: String {
        switch self {
        case .intact: "intact"
        case .tornTail(let offset):
            "the last write was cut short at byte \(offset), as by a power cut; cut the file there and go on"
        case .damaged(let offset, let reason):
            "damaged at byte \(offset): \(reason). Keep the file for examination; "
                + "this key must not vote again, register a new one"
        }
    }
}
