/// What can happen in a simulated cluster.
enum Occurrence {
    case arrival(Parcel, from: Int, to: Int)
    /// A deadline of a node's consensus.
    case deadline(node: Int, incarnation: Int)
    /// Transactions may still be waiting.
    case reminder(node: Int, incarnation: Int)
    /// Time to ask a peer for blocks where none came.
    case checkUp(node: Int)
    case start(node: Int)
    case fate
    case clients
    case mischief(node: Int)
    case heal
    /// The cluster should have gone on by now.
    case judgement
}
