import CanonicalCBOR
import Consensus
import Contract
import Identity
import Ledger
import Logging
import Metering
import PeerNetwork
import Platform
import Replica
import Storage

/// The local replica: takes final blocks from peers or, as a validator, makes them; keeps the state and answers peers.
///
/// Everything that changes the chain goes through one inbox and one loop, so that no two turns interleave at an `await`.
actor ChainNode {
    enum Event: Sendable {
        case tick
        case timer
        case work
        case connected
        case published(PublishedMessage)
        case delivered(PublishedMessage)
        case answered(peer: Int, PeerAnswer?)
        case snapshotAnswered(peer: Int, SnapshotSync.Question, PeerAnswer?)
    }

    struct Settings: Sendable {
        var genesis: Genesis
        var key: SigningKey
        var clock: ScaledClock
        var peers: [PeerAddress]
        /// Passes messages between validators on to whoever follows this box.
        var isRelay = false
        /// How long a follower waits for more blocks after an announcement, in nanoseconds of the machine.
        var gatherNanoseconds: Int64 = 0
        /// So many blocks behind a snapshot is fetched instead of them; nil: never.
        var snapshotAfter: UInt64?
        let office: VotingOffice
        var log: Logger
    }

    let settings: Settings
    let genesisHash: Digest
    let store: ChainStore
    let network: PeerNetwork
    var voteLog: VoteLog?
    var replica: Replica
    var outcomes = TransactionOutcomes()
    var trouble = ChainTrouble()
    /// Keys that may read blocks and do nothing else.
    private(set) var readers: Set<CurvePublicKey> = []
    var sync: FollowerSync
    var snapshots: SnapshotSync
    /// What others get who are far behind.
    let shelf: SnapshotShelf
    /// The heights that peers announced last.
    var peerHeights: [CurvePublicKey: UInt64] = [:]
    /// The first peer that the next transaction is passed to.
    var nextSubmission = 0
    /// What the other validators are told next.
    var gathering = TransactionGathering()
    /// What a relay passed on lately.
    var relayed = RecentDigests(limit: 4096)
    /// When the tip came: CLOCK_MONOTONIC, nanoseconds.
    var tipArrival = MonotonicClock.nanoseconds
    /// What validators did against the protocol, to be put on the chain.
    nonisolated let evidence: AsyncStream<Evidence>
    let evidenceMail: AsyncStream<Evidence>.Continuation
    private var timer: Task<Void, Never>?
    private var observers = Observers<UInt64>()
    private var isTickQueued = false
    private var isWorkQueued = false
    private let inbox: AsyncStream<Event>
    private let mail: AsyncStream<Event>.Continuation
    private var backlog = 0
    private var backlogWaiter: CheckedContinuation<Void, Never>?

    /// Messages of peers that wait in the inbox; more stay in the network's own queues, which are bounded by peer.
    private static let maximumBacklog = 256
    private static let tick = Duration.milliseconds(200)
    /// Of the timer, in nanoseconds.
    private static let longestSleep: Int64 = 1_000_000_000
    /// What a validator's own votes may take before it asks for a block that a peer announced.
    private static let validatorGathering: Int64 = 400_000_000

    /// - Parameter validator: the vote register and the consensus made from it; nil on a follower.
    init(
        settings: Settings, state: ContractState, store: ChainStore, shelf: SnapshotShelf, network: PeerNetwork,
        validator: (log: VoteLog, core: ConsensusCore)?
    ) {
        self.settings = settings
        self.genesisHash = settings.genesis.hash
        self.replica = Replica(state: state, core: validator?.core)
        self.store = store
        self.network = network
        self.voteLog = validator?.log
        self.sync = FollowerSync(
            peerCount: settings.peers.count,
            gathering: validator == nil ? settings.gatherNanoseconds : Self.validatorGathering,
            now: MonotonicClock.nanoseconds)
        self.snapshots = SnapshotSync(
            genesis: settings.genesis, peerCount: settings.peers.count, threshold: settings.snapshotAfter)
        self.shelf = shelf
        // Bounded by the backlog, by one event a question and one a tick.
        (self.inbox, self.mail) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
        (self.evidence, self.evidenceMail) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(256))
    }

    /// A follower waits from now on so long for more blocks, in nanoseconds; a validator's own wait stays.
    func gather(for nanoseconds: Int64) {
        if self.voteLog == nil { self.sync.gather(for: nanoseconds) }
    }

    /// Block time of the tip, and when it came.
    func tipClock() -> (time: UTCTime, monotonicNanoseconds: Int64) { (self.state.time, self.tipArrival) }
    /// After the last final block.
    var state: ContractState { self.replica.state }
    var core: ConsensusCore? { self.replica.core }
    /// The principal whose key this box holds; nil where none is registered.
    var principal: PrincipalID? { self.state.principal(with: self.settings.key.publicKey) }
    var isValidator: Bool { self.core.map { $0.standDown == nil } ?? false }
    var chainNow: UTCTime { UTCTime(milliseconds: self.settings.clock.nowMilliseconds) }

    /// Runs until cancelled.
    ///
    /// - Throws: what the chain cannot survive: a damaged or full disk, or a broken invariant.
    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await self.forwardPublished() }
            group.addTask { await self.answerRequests() }
            group.addTask { await self.keepTime() }
            group.addTask { try await self.work() }
            try await group.next()
            group.cancelAll()
        }
    }

    private func work() async throws {
        await self.chooseTopics()
        try await self.drive(.start)
        for await event in self.inbox {
            try await self.handle(event)
            if Task.isCancelled { break }
        }
    }

    private func handle(_ event: Event) async throws {
        switch event {
        case .tick: try await self.tick()
        case .timer: try await self.drive(.timer)
        case .work:
            self.isWorkQueued = false
            try await self.offerWork()
        case .connected:
            self.sync.connected()
            self.synchronise { $0.tick(tip: $1, at: $2) }
        case .published(let message):
            self.leaveBacklog()
            try await self.received(message)
        case .delivered(let message):
            self.leaveBacklog()
            try await self.delivered(message)
        case .answered(let peer, let answer): try await self.received(answer, from: peer)
        case .snapshotAnswered(let peer, let question, let answer):
            try await self.received(answer, to: question, from: peer)
        }
    }

    private func tick() async throws {
        self.isTickQueued = false
        try await self.offerWork()
        try await self.seekSnapshot()
        self.synchronise { $0.tick(tip: $1, at: $2) }
    }

    private func keepTime() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: Self.tick)
            guard !self.isTickQueued else { continue }
            self.isTickQueued = true
            self.mail.yield(.tick)
        }
        self.timer?.cancel()
        self.mail.finish()
    }

    /// Has the consensus woken at a moment of the monotonic clock; replaces an earlier one.
    func setTimer(_ deadline: Int64) {
        self.timer?.cancel()
        let mail = self.mail
        self.timer = Task {
            repeat {
                // A cancelled sleep keeps its memory until its moment comes: in slices, that is soon.
                let wait = min(max(0, deadline - MonotonicClock.nanoseconds), Self.longestSleep)
                guard (try? await Task.sleep(for: .nanoseconds(wait), tolerance: .zero)) != nil else { return }
            } while MonotonicClock.nanoseconds < deadline
            mail.yield(.timer)
        }
    }

    // MARK: Inbox

    private func forwardPublished() async {
        for await message in self.network.published {
            await self.enterBacklog()
            self.mail.yield(.published(message))
        }
    }

    /// Takes a message that a peer sent to this box alone; false where too many wait.
    func accept(_ message: PublishedMessage) -> Bool {
        guard self.backlog < 2 * Self.maximumBacklog else { return false }
        self.backlog += 1
        self.mail.yield(.delivered(message))
        return true
    }

    private func enterBacklog() async {
        self.backlog += 1
        guard self.backlog > Self.maximumBacklog, self.backlogWaiter == nil else { return }
        await withCheckedContinuation { self.backlogWaiter = $0 }
    }

    private func leaveBacklog() {
        self.backlog -= 1
        guard self.backlog <= Self.maximumBacklog, let waiter = self.backlogWaiter else { return }
        self.backlogWaiter = nil
        waiter.resume()
    }

    /// From now on these keys may read blocks and do nothing else.
    func restrict(_ readers: Set<CurvePublicKey>) { self.readers = readers }

    func post(_ event: Event) { self.mail.yield(event) }

    /// Has the consensus told soon that transactions wait: once for all that come until then.
    func postWork() {
        guard !self.isWorkQueued else { return }
        self.isWorkQueued = true
        self.mail.yield(.work)
    }

    /// Heights as they become final here; a slow reader sees only the newest.
    func heights() -> AsyncStream<UInt64> { self.observers.subscribe() }

    func announce() { self.observers.send(self.state.height) }
}
