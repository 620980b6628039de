/// What is wrong with the disk of a node; nodes with such a disk count among the faulty.
enum DiskTrouble: Sendable {
    /// A sync may return and have done nothing.
    case lies
    /// Bits turn over while the node is down.
    case rots
}
