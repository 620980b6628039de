import Identity
import Ledger

/// How a replica that is far behind gets a snapshot from its peers: whether it should, which one, and whom to ask for what.
///
/// Peers say which snapshot they have. The head of the newest is fetched and verified from the genesis before anything else
/// is believed; then its chunks, from any peer that has them, each checked against the state root before it is kept. What
/// is held of one snapshot counts for the next where it is the same, so a peer that goes away costs no more than what it was
/// sending. A peer that sends something else is left alone for a while. Pure: the node carries the effects out and reports
/// back. Moments are monotonic nanoseconds.
struct SnapshotSync: Sendable {
    enum Question: Equatable, Sendable {
        case offer
        case piece(of: Digest, from: UInt32)
    }

    enum Effect: Equatable, Sendable {
        /// Ask the peer with this index.
        case ask(peer: Int, Question)
        /// What a peer did wrong; it is left alone.
        case blamed(peer: Int, SnapshotFault)
        /// A snapshot of this height is proved; so many chunks are still to come.
        case proved(height: UInt64, chunks: Int)
        /// Everything is here and checked.
        case take(SnapshotHead, [StateEntry])
        /// Nobody has a snapshot that helps: blocks do it.
        case gaveUp
    }

    struct Peer: Sendable {
        enum Offer: Equatable, Sendable {
            case unknown
            /// It has none yet.
            case nothing
            /// It cannot help in this search.
            case useless
            case offered(SnapshotOffer)
        }

        var offer = Offer.unknown
        var askAgainAt = Int64.min
        /// The question that is under way, since when, and what came of the part.
        var asked: (question: Question, since: Int64, part: SnapshotPart?)?
        /// Chunks that it does not have.
        var lacks: Set<Digest> = []
        var faults = 0
        /// Until when it is left alone.
        var until = Int64.min
    }

    /// The snapshot that is being fetched.
    struct Choice: Sendable {
        let offer: SnapshotOffer
        var head: SnapshotHead?
        /// Chunks that are still to come, in their order.
        var wanted: [SnapshotChunk] = []
    }

    struct Search: Sendable {
        let since: Int64
        /// When the last chunk came.
        var lastProgress: Int64
        /// When the first offer came of which one is to be chosen.
        var firstOffer: Int64?
        var choice: Choice?
        /// Heads whose chunks nobody has.
        var lost: Set<Digest> = []
    }

    let genesis: Genesis
    /// So many blocks behind a snapshot is fetched; nil: never.
    let threshold: UInt64?
    var peers: [Peer]
    var search: Search?
    /// Chunks that were checked, by their roots.
    var held: [Digest: [StateEntry]] = [:]
    private var restUntil = Int64.min
    /// Searches one after the other that led to nothing.
    var failures = 0
    /// How often a peer sent what no honest one does.
    var lies = 0
    /// Peers have blocks, but not the first ones: an empty chain can only begin with a snapshot.
    var lacksFirstBlocks = false

    /// Questions for parts that are under way at a time, each to another peer.
    static let mostAsked = 3
    static let askAgainNanoseconds: Int64 = 2_000_000_000
    /// How long the first offer waits for others.
    static let offersNanoseconds: Int64 = 1_000_000_000
    /// A question whose end nobody reported counts as not answered.
    static let patienceNanoseconds: Int64 = 20_000_000_000
    /// Without another chunk for so long the search ends.
    static let stallNanoseconds: Int64 = 300_000_000_000
    /// Until a snapshot is proved, blocks wait for so long and no longer: whoever claims a great height could stop them.
    static let headStartNanoseconds: Int64 = 10_000_000_000
    /// After a search that led to nothing blocks alone are asked for, for so long; doubles each time.
    static let restNanoseconds: Int64 = 600_000_000_000
    /// After a snapshot that could not be stored or read here: fetching it again soon would not help.
    static let unusableNanoseconds: Int64 = 6 * 3_600_000_000_000
    /// How long a peer is left alone after it did not answer, or after a lie; doubles each time.
    static let pauseNanoseconds: (silence: Int64, lie: Int64) = (2_000_000_000, 60_000_000_000)
    private static let mostDoublings = 6

    init(genesis: Genesis, peerCount: Int, threshold: UInt64?) {
        self.genesis = genesis
        self.threshold = threshold
        self.peers = Array(repeating: Peer(), count: peerCount)
    }

    /// True while chunks of a proved snapshot come, and for a moment before: blocks before it are not needed.
    func replacesBlocks(at now: Int64) -> Bool {
        guard let search else { return false }
        return search.choice?.head != nil || now - search.since < Self.headStartNanoseconds
    }

    /// The lowest height of a snapshot that is worth its bytes.
    func needed(_ tip: UInt64) -> UInt64 {
        tip == 0 && self.lacksFirstBlocks ? 1 : tip &+ max(1, (self.threshold ?? 0) / 2)
    }

    private func isFar(_ tip: UInt64, _ announced: UInt64) -> Bool {
        guard let threshold, announced > tip else { return false }
        return announced - tip >= threshold || tip == 0 && self.lacksFirstBlocks
    }

    /// Decides anew.
    ///
    /// - Parameters:
    ///   - tip: the own height.
    ///   - announced: the highest height that a peer claims.
    mutating func tick(tip: UInt64, announced: UInt64, at now: Int64) -> [Effect] {
        var effects = self.endOverdue(at: now)
        if self.search == nil {
            guard now >= self.restUntil, self.isFar(tip, announced) else { return effects }
            self.begin(at: now)
        }
        guard let search = self.search, !self.peers.isEmpty else { return effects }
        if let choice = search.choice, choice.offer.height <= tip { self.forgetChoice() }
        if self.search?.choice == nil, !self.isFar(tip, announced) {
            self.end(restUntil: now)
            return effects
        }
        if now - search.lastProgress > Self.stallNanoseconds || self.isHopeless {
            self.end(restUntil: now + Self.restNanoseconds << Int64(min(self.failures, Self.mostDoublings)))
            self.failures += 1
            return effects + [.gaveUp]
        }
        self.reconsiderChoice(at: now)
        for peer in self.peers.indices {
            if let effect = self.ask(peer, at: now) { effects.append(effect) }
        }
        return effects
    }

    private mutating func begin(at now: Int64) {
        self.search = Search(since: now, lastProgress: now)
        for peer in self.peers.indices { self.peers[peer].offer = .unknown }
        self.forgetChoice()
    }

    mutating func end(restUntil: Int64) {
        self.search = nil
        self.held = [:]
        self.restUntil = restUntil
        for peer in self.peers.indices { self.peers[peer].asked = nil }
    }

    /// What was taken could not be used.
    mutating func tookInVain(at now: Int64) { self.end(restUntil: now + Self.unusableNanoseconds) }

    private mutating func endOverdue(at now: Int64) -> [Effect] {
        self.peers.indices.flatMap { peer -> [Effect] in
            guard let asked = self.peers[peer].asked, now - asked.since > Self.patienceNanoseconds else { return [] }
            return [self.blame(peer, .noAnswer, at: now)]
        }
    }

    /// Notes what a peer did wrong, and leaves it alone.
    mutating func blame(_ peer: Int, _ fault: SnapshotFault, at now: Int64) -> Effect {
        self.peers[peer].asked = nil
        self.peers[peer].offer = .unknown
        switch fault {
        case .refused, .older: self.peers[peer].offer = .useless
        default:
            let pause = fault.isLie ? Self.pauseNanoseconds.lie : Self.pauseNanoseconds.silence
            self.peers[peer].until = now + pause << Int64(min(self.peers[peer].faults, Self.mostDoublings))
            self.peers[peer].faults += 1
        }
        if fault.isLie { self.lies += 1 }
        return .blamed(peer: peer, fault)
    }

    // MARK: Choosing

    func isTrusted(_ peer: Int, at now: Int64) -> Bool { self.peers[peer].until <= now }

    /// Everybody was asked, and nobody has anything.
    private var isHopeless: Bool {
        self.search?.choice == nil && self.peers.allSatisfy { $0.offer == .useless }
    }

    private mutating func forgetChoice() {
        // Who gave a head and not its chunks would give that head again.
        if let choice = self.search?.choice, choice.head != nil { self.search?.lost.insert(choice.offer.head) }
        self.search?.choice = nil
        self.search?.firstOffer = nil
        for peer in self.peers.indices {
            if self.peers[peer].offer != .useless { self.peers[peer].offer = .unknown }
            self.peers[peer].lacks = []
        }
    }

    private mutating func reconsiderChoice(at now: Int64) {
        if let choice = self.search?.choice, self.isLost(choice, at: now) { self.forgetChoice() }
        guard let search = self.search, search.choice == nil else { return }
        let offers = self.peers.indices.compactMap { peer -> SnapshotOffer? in
            guard case .offered(let offer) = self.peers[peer].offer, self.isTrusted(peer, at: now) else { return nil }
            return offer
        }
        guard let best = offers.map(\.height).max(), let offer = offers.first(where: { $0.height == best }) else {
            return
        }
        let since = search.firstOffer ?? now
        self.search?.firstOffer = since
        // Others may have a newer one, but none of them holds this one up.
        guard !self.isOpen(at: now) || now - since >= Self.offersNanoseconds else { return }
        self.search?.choice = Choice(offer: offer)
    }

    /// Somebody who may be heard has not said yet what he has.
    private func isOpen(at now: Int64) -> Bool {
        self.peers.indices.contains { peer in
            self.isTrusted(peer, at: now)
                && (self.peers[peer].offer == .unknown || self.peers[peer].asked?.question == .offer)
        }
    }

    /// Nobody who is trusted offers the head, or nobody has one of its chunks any more.
    private func isLost(_ choice: Choice, at now: Int64) -> Bool {
        guard choice.head != nil else {
            return !self.peers.indices.contains {
                self.isTrusted($0, at: now) && self.peers[$0].offer == .offered(choice.offer)
            }
        }
        return choice.wanted.contains { chunk in
            self.peers.allSatisfy { $0.offer == .useless || $0.lacks.contains(chunk.root) }
        }
    }

    // MARK: Asking

    private mutating func ask(_ peer: Int, at now: Int64) -> Effect? {
        guard self.peers[peer].asked == nil, self.isTrusted(peer, at: now), let search = self.search else { return nil }
        guard let choice = search.choice else { return self.askForOffer(peer, at: now) }
        guard let part = self.nextPart(of: choice, for: peer) else { return nil }
        self.peers[peer].asked = (part.question, now, part)
        return .ask(peer: peer, part.question)
    }

    private mutating func askForOffer(_ peer: Int, at now: Int64) -> Effect? {
        let offer = self.peers[peer].offer
        guard offer == .unknown || offer == .nothing, now >= self.peers[peer].askAgainAt else { return nil }
        self.peers[peer].askAgainAt = now + Self.askAgainNanoseconds
        self.peers[peer].asked = (.offer, now, nil)
        return .ask(peer: peer, .offer)
    }

    private func nextPart(of choice: Choice, for peer: Int) -> SnapshotPart? {
        let underWay = self.peers.compactMap { $0.asked?.part?.name }
        guard choice.head != nil else {
            let isFree = !underWay.contains(choice.offer.head) && self.peers[peer].offer == .offered(choice.offer)
            return isFree ? SnapshotPart(name: choice.offer.head, limit: SnapshotHead.maximumBytes) : nil
        }
        guard underWay.count < Self.mostAsked, self.peers[peer].offer != .useless else { return nil }
        let chunk = choice.wanted.first { chunk in
            !underWay.contains(chunk.root) && !self.peers[peer].lacks.contains(chunk.root)
        }
        return chunk.map { SnapshotPart(name: $0.root, limit: SnapshotChunk.maximumBytes) }
    }
}
