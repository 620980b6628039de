import Identity

/// How a replica keeps up with its peers: what to do with a block that arrives, and when to ask for a range.
///
/// Pure: the node carries the effects out and reports back.
struct FollowerSync: Sendable {
    enum Effect: Equatable, Sendable {
        /// Ask the peer with this index for its tip.
        case askTip(peer: Int)
        /// Ask the peer with this index for blocks from a height on.
        case askBlocks(peer: Int, from: UInt64)
    }

    private let peerCount: Int
    private var isAsking = false
    private var next = 0
    /// The highest height that a peer has claimed.
    private(set) var bestKnown: UInt64 = 0
    private var lastProgress: Int64

    /// Monotonic nanoseconds without a new block after which a peer is asked for its tip.
    static let quietNanoseconds: Int64 = 2_000_000_000

    init(peerCount: Int, now: Int64) {
        self.peerCount = peerCount
        self.lastProgress = now - Self.quietNanoseconds
    }

    /// A block of this height was published; the caller applies it where it is the next one.
    mutating func sawBlock(height: UInt64, tip: UInt64, at now: Int64) -> Effect? {
        self.bestKnown = max(self.bestKnown, height)
        return height > tip + 1 ? self.ask(from: tip + 1) : nil
    }

    mutating func advanced(at now: Int64) { self.lastProgress = now }

    mutating func tick(tip: UInt64, at now: Int64) -> Effect? {
        guard self.peerCount > 0, !self.isAsking, now - self.lastProgress >= Self.quietNanoseconds else { return nil }
        self.isAsking = true
        self.lastProgress = now
        return .askTip(peer: self.turn())
    }

    /// A peer answered with its tip.
    mutating func gotTip(height: UInt64, tip: UInt64) -> Effect? {
        self.isAsking = false
        self.bestKnown = max(self.bestKnown, height)
        return height > tip ? self.ask(from: tip + 1) : nil
    }

    /// A range was applied as far as it was good.
    mutating func gotBlocks(applied: Int, tip: UInt64) -> Effect? {
        self.isAsking = false
        return applied > 0 && self.bestKnown > tip ? self.ask(from: tip + 1) : nil
    }

    /// The peer did not answer, or its answer was no good.
    mutating func failed() { self.isAsking = false }

    private mutating func ask(from height: UInt64) -> Effect? {
        guard self.peerCount > 0, !self.isAsking else { return nil }
        self.isAsking = true
        return .askBlocks(peer: self.turn(), from: height)
    }

    private mutating func turn() -> Int {
        defer { self.next = (self.next + 1) % max(1, self.peerCount) }
        return self.next
    }
}
