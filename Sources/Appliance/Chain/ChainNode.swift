import CanonicalCBOR
import Consensus
import Contract
import Identity
import Ledger
import Logging
import Metering
import PeerNetwork
import Platform
import Storage

/// The local replica: takes final blocks from peers or, as a validator, makes them; keeps the state and answers peers.
///
/// Everything that changes the chain goes through one inbox and one loop, so that no two turns interleave at an `await`.
actor ChainNode {
    enum Event: Sendable {
        case tick
        case work
        case published(PublishedMessage)
        case answered(peer: Int, PeerAnswer?)
    }

    struct Settings: Sendable {
        var genesis: Genesis
        var key: SigningKey
        var clock: ScaledClock
        var peers: [PeerAddress]
        var log: Logger
    }

    let settings: Settings
    let genesisHash: Digest
    let store: ChainStore
    let network: PeerNetwork
    let voteLog: VoteLog?
    var core: ConsensusCore?
    var state: ContractState
    var mempool = Mempool()
    var outcomes = TransactionOutcomes()
    var sync: FollowerSync
    /// The state after a block that was built here and is not final yet.
    var candidate: (hash: Digest, state: ContractState, outcome: BlockOutcome)?
    var timerDeadline: Int64?
    /// When the tip came: CLOCK_MONOTONIC, nanoseconds.
    var tipArrival = MonotonicClock.nanoseconds
    private var observers = Observers<UInt64>()
    private var isTickQueued = false
    private let inbox: AsyncStream<Event>
    private let mail: AsyncStream<Event>.Continuation

    /// - Parameter validator: the vote register and the consensus made from it; nil on a follower.
    init(
        settings: Settings, state: ContractState, store: ChainStore, network: PeerNetwork,
        validator: (log: VoteLog, core: ConsensusCore)?
    ) {
        self.settings = settings
        self.genesisHash = settings.genesis.hash
        self.state = state
        self.store = store
        self.network = network
        self.voteLog = validator?.log
        self.core = validator?.core
        self.sync = FollowerSync(peerCount: settings.peers.count, now: MonotonicClock.nanoseconds)
        // What does not fit is a block or a vote that can be asked for again.
        (self.inbox, self.mail) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1024))
    }

    /// Block time of the tip, and when it came.
    var tipClock: (time: UTCTime, monotonicNanoseconds: Int64) { (self.state.time, self.tipArrival) }
    var isValidator: Bool { self.core != nil }
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
        if self.core != nil { try await self.drive(.start) }
        for await event in self.inbox {
            switch event {
            case .tick: try await self.tick()
            case .work: try await self.offerWork()
            case .published(let message): try await self.received(message)
            case .answered(let peer, let answer): try await self.received(answer, from: peer)
            }
            if Task.isCancelled { break }
        }
    }

    private func tick() async throws {
        self.isTickQueued = false
        if let deadline = self.timerDeadline, MonotonicClock.nanoseconds >= deadline {
            self.timerDeadline = nil
            try await self.drive(.timer)
        }
        try await self.offerWork()
        if let effect = self.sync.tick(tip: self.state.height, at: MonotonicClock.nanoseconds) { self.carryOut(effect) }
    }

    private func keepTime() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(50))
            guard !self.isTickQueued else { continue }
            self.isTickQueued = true
            self.mail.yield(.tick)
        }
        self.mail.finish()
    }

    private func forwardPublished() async {
        for await message in self.network.published { self.mail.yield(.published(message)) }
    }

    func post(_ event: Event) { self.mail.yield(event) }

    /// Heights as they become final here; a slow reader sees only the newest.
    func heights() -> AsyncStream<UInt64> { self.observers.subscribe() }

    func announce() { self.observers.send(self.state.height) }
}
