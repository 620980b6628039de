/// What a ``VoteRegister`` wants done to its file, in this order; after a step that fails, nothing more may be written.
public enum RegisterStep: Hashable, Sendable {
    /// Write all bytes at an offset of the register.
    case write([UInt8], at: Int)
    /// Cut the register to this length.
    case truncate(to: Int)
    /// Return when the register's content is on the disk.
    case sync
    /// Write a new file beside the register, and sync it.
    case writeNew([UInt8])
    /// Put the new file in the register's place in one step.
    case replaceByNew
    /// Make the name in the directory durable.
    case syncDirectory
}
