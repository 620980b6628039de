import Identity

/// How a replica keeps up with its peers: which of them to ask for blocks, and when.
///
/// Peers announce where their chains end; what is missing is asked for by ranges, from one peer at a time, so that no
/// body comes twice. A peer that claims more than it shows is not listened to for a while. Pure: the node carries the
/// effects out and reports back. Moments are monotonic nanoseconds.
struct FollowerSync: Sendable {
    enum Effect: Equatable, Sendable {
        /// Ask the peer with this index for its tip.
        case askTip(peer: Int)
        /// Ask the peer with this index for blocks from a height on.
        case askBlocks(peer: Int, from: UInt64)
    }

    private struct Fault {
        var count = 0
        var until = Int64.min
    }

    private let peerCount: Int
    /// How long to wait after an announcement: for more blocks to share one certificate, or for own votes to do it.
    private var gathering: Int64
    /// The question that is under way, when it was asked, and how high the chain was known to be then.
    private var asked: (peer: Int, since: Int64, target: UInt64)?
    private var next = 0
    /// The highest height that a peer claims, which peer, and since when it is beyond the tip.
    private var best: (height: UInt64, peer: Int)?
    private var behindSince: Int64?
    private var lastNews: Int64
    private var faults: [Int: Fault] = [:]
    /// A snapshot is on its way and brings what blocks would.
    var asksForNoBlocks = false
    /// Until then no blocks are asked for: they could not be stored, whoever gives them.
    private var storing = Fault()

    /// Without any news for so long a peer is asked for its tip: an announcement may have been lost.
    static let quietNanoseconds: Int64 = 75_000_000_000
    /// How long a peer is left alone after a question that it did not answer; doubles each time.
    static let pauseNanoseconds: Int64 = 500_000_000
    private static let mostDoublings = 7
    /// How long no blocks are asked for after some could not be stored; doubles each time.
    static let storagePauseNanoseconds: Int64 = 2_000_000_000
    private static let mostStorageDoublings = 5
    /// A question whose end nobody reported counts as failed.
    static let patienceNanoseconds: Int64 = 15_000_000_000

    init(peerCount: Int, gathering: Int64 = 0, now: Int64) {
        self.peerCount = peerCount
        self.gathering = gathering
        self.lastNews = now - Self.quietNanoseconds
    }

    /// Waits from now on so long after an announcement, in nanoseconds.
    mutating func gather(for nanoseconds: Int64) { self.gathering = nanoseconds }

    /// The highest height that a peer claims; 0 where nobody claims any.
    var bestKnown: UInt64 { self.best?.height ?? 0 }

    /// A peer announced a block of this height.
    mutating func sawTip(height: UInt64, peer: Int, tip: UInt64, at now: Int64) -> Effect? {
        guard self.isTrusted(peer, at: now) else { return nil }
        self.lastNews = now
        if height > self.bestKnown { self.best = (height, peer) }
        return self.tick(tip: tip, at: now)
    }

    /// A connection to a peer came up: what it announced before was missed.
    mutating func connected() { self.lastNews = .min / 2 }

    /// The consensus lacks final blocks: no waiting for own votes.
    mutating func wanted() {
        self.lastNews = .min / 2
        if self.behindSince != nil { self.behindSince = .min / 2 }
    }

    mutating func tick(tip: UInt64, at now: Int64) -> Effect? {
        if let asked, now - asked.since > Self.patienceNanoseconds { self.failed(at: now) }
        let behindSince = self.bestKnown > tip ? self.behindSince ?? now : nil
        self.behindSince = behindSince
        guard self.asked == nil else { return nil }
        if let behindSince, now - behindSince >= self.gathering { return self.ask(from: tip + 1, at: now) }
        guard now - self.lastNews >= Self.quietNanoseconds, let peer = self.turn(at: now) else { return nil }
        self.lastNews = now
        self.asked = (peer, now, 0)
        return .askTip(peer: peer)
    }

    /// The peer that was asked answered with its tip.
    mutating func gotTip(height: UInt64, tip: UInt64, at now: Int64) -> Effect? {
        guard let peer = self.asked?.peer else { return nil }
        self.asked = nil
        return self.sawTip(height: height, peer: peer, tip: tip, at: now)
    }

    /// A range up to this height came and is about to be applied; where it was cut short, the next one can be on its way
    /// meanwhile. Blocks that were announced since the question wait for one another like any others.
    mutating func gotRange(through height: UInt64, at now: Int64) -> Effect? {
        let target = self.asked?.target ?? 0
        if let peer = self.asked?.peer { self.faults[peer] = nil }
        self.asked = nil
        self.lastNews = now
        guard self.bestKnown > height else { return nil }
        self.behindSince = now
        let isComplete = height >= target && self.gathering > 0
        return isComplete ? nil : self.ask(from: height + 1, at: now)
    }

    /// The peer that was asked did not answer, or its answer was no good: another one is asked.
    mutating func failed(at now: Int64) {
        if let peer = self.asked?.peer ?? self.best?.peer {
            var fault = self.faults[peer] ?? Fault()
            fault.until = now + Self.pauseNanoseconds << Int64(min(fault.count, Self.mostDoublings))
            fault.count += 1
            self.faults[peer] = fault
        }
        // A height that nobody shows is forgotten; whoever has it says so again.
        self.asked = nil
        self.best = nil
        self.behindSince = nil
        self.lastNews = .min / 2
    }

    /// Blocks came and could not be stored here: no use in fetching them again and again.
    mutating func couldNotStore(at now: Int64) {
        let doublings = min(self.storing.count, Self.mostStorageDoublings)
        self.storing.until = now + Self.storagePauseNanoseconds << Int64(doublings)
        self.storing.count += 1
        self.asked = nil
        self.behindSince = nil
    }

    /// Blocks were stored.
    mutating func stored() { self.storing = Fault() }

    private func isTrusted(_ peer: Int, at now: Int64) -> Bool { self.faults[peer].map { $0.until <= now } ?? true }

    private mutating func ask(from height: UInt64, at now: Int64) -> Effect? {
        guard !self.asksForNoBlocks, self.storing.until <= now, let peer = self.best?.peer else { return nil }
        self.asked = (peer, now, self.bestKnown)
        return .askBlocks(peer: peer, from: height)
    }

    /// The next peer that is not left alone now.
    private mutating func turn(at now: Int64) -> Int? {
        for _ in 0..<self.peerCount {
            let peer = self.next
            self.next = (self.next + 1) % self.peerCount
            if self.isTrusted(peer, at: now) { return peer }
        }
        return nil
    }
}
