import Identity
import Ledger
import Metering
import PeerNetwork
import Platform

/// Submits transactions to validators as boxes do, over CURVE, and sees them become final as a follower does.
actor ClusterLoad {
    private let network: PeerNetwork
    private let peers: [PeerAddress]
    private let genesis: Digest
    private var waiting: [Digest: Int64] = [:]
    private var hasGivenUp = false
    private var waiters: [Digest: CheckedContinuation<Bool, Never>] = [:]
    private var height: UInt64
    private var isAsking = false
    /// Nanoseconds from submission to finality, of each transaction.
    private(set) var latencies: [Int64] = []
    /// Transactions that were final when last looked at.
    private(set) var finalCount = 0
    private(set) var blockBytes = 0
    private(set) var blocks = 0

    /// - Parameters:
    ///   - key: of a principal of the zone.
    ///   - height: the last block that is not looked at.
    init(key: SigningKey, peers: [PeerAddress], genesis: Digest, height: UInt64 = 0) async throws {
        self.peers = peers
        self.height = height
        self.genesis = genesis
        self.network = try PeerNetwork(
            PeerNetworkConfiguration(keyPair: try key.curveKeyPair(), peers: peers, topics: [.tips]), allowed: [])
        try await self.network.start()
    }

    func stop() async { await self.network.shutdown() }

    /// Follows the chain until cancelled.
    func follow() async {
        for await message in self.network.published {
            guard let tip = try? TipNotice(decoding: message.body), tip.height > self.height else { continue }
            await self.fetch(through: tip.height, from: message.peer)
            if Task.isCancelled { return }
        }
    }

    private func fetch(through height: UInt64, from peer: CurvePublicKey) async {
        guard !self.isAsking else { return }
        self.isAsking = true
        defer { self.isAsking = false }
        while self.height < height {
            let question = PeerQuestion.blocks(from: self.height + 1, credit: UInt64(PeerAnswer.maximumBlockBytes))
            guard let bytes = try? await self.network.request(peer, question.encoded(), timeout: .seconds(10)),
                case .range(let range?)? = try? PeerAnswer(decoding: bytes),
                let decoded = try? FinalizedRange(decoding: range)
            else { return }
            self.take(decoded, bytes: range.count)
        }
    }

    private func take(_ range: FinalizedRange, bytes: Int) {
        let now = MonotonicClock.nanoseconds
        self.blockBytes += bytes
        self.blocks += range.blocks.count
        for transaction in range.blocks.flatMap(\.transactions) {
            guard let since = self.waiting.removeValue(forKey: transaction.id) else { continue }
            self.latencies.append(now - since)
            self.finalCount += 1
            self.waiters.removeValue(forKey: transaction.id)?.resume(returning: true)
        }
        self.height = max(self.height, range.lastHeight)
    }

    var underWay: Int { self.waiting.count }

    func forgetLatencies() {
        self.latencies = []
        self.finalCount = 0
        self.blockBytes = 0
        self.blocks = 0
    }

    /// Waits until every peer answers.
    func connect() async throws {
        for peer in self.peers {
            _ = try await Story().wait(for: "\(peer.name) answers over CURVE", seconds: 30) {
                try await self.network.request(peer.key, PeerQuestion.tip.encoded(), timeout: .seconds(5))
            }
        }
    }

    /// Submits a transaction and waits until it is final; false where nobody took it, or after ``giveUp()``.
    func commit(_ transaction: SignedTransaction, turn: Int) async -> Bool {
        guard await ClusterDriver.submit(transaction, turn, self) else { return false }
        guard self.waiting[transaction.id] != nil else { return true }
        guard !self.hasGivenUp else { return false }
        return await withCheckedContinuation { self.waiters[transaction.id] = $0 }
    }

    /// Nobody waits for a transaction any more.
    func giveUp() {
        self.hasGivenUp = true
        for waiter in self.waiters.values { waiter.resume(returning: false) }
        self.waiters = [:]
    }

    /// Gives a transaction to two validators, the first of them chosen by `turn`; true where one took it.
    func submit(_ transaction: SignedTransaction, turn: Int, holders: Int = 2) async -> Bool {
        self.waiting[transaction.id] = MonotonicClock.nanoseconds
        let question = PeerQuestion.submit(transaction.encoded()).encoded()
        let network = self.network
        let chosen = (0..<min(holders, self.peers.count)).map { self.peers[(turn + $0) % self.peers.count] }
        let taken = await withTaskGroup(of: Bool.self) { group in
            for peer in chosen {
                group.addTask {
                    let answer = try? await network.request(peer.key, question, timeout: .seconds(10))
                    return (answer.flatMap { try? PeerAnswer(decoding: $0) }) == .accepted
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        if taken == 0 { self.waiting[transaction.id] = nil }
        return taken > 0
    }
}
