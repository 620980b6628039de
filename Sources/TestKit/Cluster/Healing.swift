/// Where the cluster stood when the faults ended, and how far it has come since.
struct Healing {
    /// The highest block that any node called final.
    let height: UInt64
    /// The highest view that an honest validator was in.
    let epoch: UInt64
    let view: UInt64
    /// Nodes that have to call a new block final.
    var waiting: Set<Int>
    /// The view of the first block after the healing.
    var firstView: UInt64?
}
