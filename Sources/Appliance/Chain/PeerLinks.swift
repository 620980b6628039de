import Contract
import Identity
import Ledger
import Logging
import Metering
import PeerNetwork
import Platform

/// How the peers are reached, and who is let in: the allow-list follows the chain's registry.
actor PeerLinks {
    /// What is known of a key's connections.
    struct Health: Sendable {
        /// Channels of our links to it that are up.
        var up: Set<Channel> = []
        /// When it last proved its key here: CLOCK_MONOTONIC, nanoseconds.
        var admittedAt: Int64?
        /// Why a link is not up, or what it did wrong last.
        var lastProblem: String?
    }

    private let network: PeerNetwork
    private let peers: [PeerAddress]
    private let log: Logger
    private var health: [CurvePublicKey: Health] = [:]
    /// Labels of the principals, for people.
    private var names: [CurvePublicKey: String] = [:]
    /// Keys of the principals, in the order of their numbers, as they are in force here.
    private var known: [ReplacedKeys.Holder] = []
    private var replaced: ReplacedKeys
    private var graceEnd: Task<Void, Never>?

    init(network: PeerNetwork, peers: [PeerAddress], clock: ScaledClock, log: Logger) {
        self.network = network
        self.peers = peers
        self.replaced = ReplacedKeys(scale: clock.scale)
        self.log = log
    }

    /// Follows the network's events until it ends; tells the node of every link that came up.
    func run(_ node: ChainNode) async {
        for await event in self.network.events {
            if let peer = event.peer { self.note(event, of: peer) }
            if event.kind == .connected { await node.post(.connected) }
            let who = event.peer.flatMap { self.names[$0] }.map { " (\($0))" } ?? ""
            self.log.log(level: event.isSecurityEvent ? .warning : .info, "\(event)\(who)")
        }
    }

    private func note(_ event: PeerEvent, of peer: CurvePublicKey) {
        // A stranger may claim any number of keys: only known ones are remembered.
        guard self.names[peer] != nil || self.peers.contains(where: { $0.key == peer }) else { return }
        var health = self.health[peer] ?? Health()
        switch event.kind {
        case .connected:
            health.up.insert(event.channel)
            health.lastProblem = nil
        case .admitted: health.admittedAt = MonotonicClock.nanoseconds
        case .disconnected: health.up.remove(event.channel)
        case .cutOff:
            health.up.remove(event.channel)
            health.admittedAt = nil
            health.lastProblem = "its key is no longer on the chain"
        case .handshakeFailed(let failure): health.lastProblem = "handshake: \(failure)"
        case .fault(let fault): health.lastProblem = fault.rawValue
        case .listening, .cannotListen, .refused: return
        }
        self.health[peer] = health
    }

    /// Lets in every principal that the newest final state knows, keys that were replaced a moment ago to read blocks, and
    /// nobody else.
    func follow(_ node: ChainNode) async {
        let heights = await node.heights()
        await self.take(await node.snapshot().principals, isFresh: false, node)
        for await _ in heights {
            let state = await node.snapshot()
            let age = await (node.chainNow.milliseconds - state.time.milliseconds) / 1000
            let isFresh = self.replaced.isFresh(blockSecondsAgo: age)
            await self.take(state.principals, isFresh: isFresh, node)
        }
        self.graceEnd?.cancel()
    }

    private func take(_ principals: some Sequence<PrincipalRecord>, isFresh: Bool, _ node: ChainNode) async {
        let holders = principals.map {
            ReplacedKeys.Holder(key: $0.key, revocations: $0.revokedKeys.count, isRevoked: $0.revokedAt != nil)
        }
        guard holders != self.known else { return }
        let own = node.settings.key.publicKey
        if Self.inForce(self.known).contains(own), !Self.inForce(holders).contains(own) {
            let isRevoked = holders.contains { $0.key == own && $0.isRevoked }
            self.log.critical(isRevoked ? Self.revokedKey : Self.replacedKey)
        }
        if isFresh { self.replaced.changed(from: self.known, to: holders, at: MonotonicClock.nanoseconds) }
        self.known = holders
        self.name(principals)
        await self.letIn(node)
    }

    private func letIn(_ node: ChainNode) async {
        let now = MonotonicClock.nanoseconds
        await node.restrict(self.replaced.current(at: now).subtracting(Self.keys(of: Self.inForce(self.known))))
        await self.network.setAllowed(Self.keys(of: Self.inForce(self.known)).union(self.replaced.current(at: now)))
        self.graceEnd?.cancel()
        guard let end = self.replaced.nextEnd else { return }
        self.graceEnd = Task {
            guard (try? await Task.sleep(for: .nanoseconds(max(0, end - now)))) != nil else { return }
            await self.letIn(node)
        }
    }

    private func name(_ principals: some Sequence<PrincipalRecord>) {
        self.names = [:]
        for principal in principals {
            guard let key = try? principal.key.curvePublicKey() else { continue }
            self.names[key] = principal.label
        }
    }

    private static let revokedKey: Logger.Message =
        "this box's key was revoked on the chain: it signs nothing, and peers let it in no longer. Have a registrar put another in its place: `gridtally keygen`, `gridtally key revoke --replacement`"
    private static let replacedKey: Logger.Message =
        "this box's key was replaced on the chain. Restart the service, so that it goes on under the new one"

    private static func inForce(_ holders: [ReplacedKeys.Holder]) -> [PublicKey] {
        holders.filter { !$0.isRevoked }.map(\.key)
    }

    static func keys(of keys: [PublicKey]) -> Set<CurvePublicKey> {
        // A key that has no CURVE form can connect to nothing; it can still sign.
        Set(keys.compactMap { try? $0.curvePublicKey() })
    }

    func reports() -> [PeerReport] {
        self.peers.map { PeerReport(name: $0.name, isConnected: self.health[$0.key]?.up.isEmpty == false) }
    }

    /// Health of every key that is configured or has connected here.
    func all() -> [CurvePublicKey: Health] { self.health }

    func label(of key: CurvePublicKey) -> String? { self.names[key] }

    nonisolated var statistics: PeerNetworkStatistics { self.network.statistics() }
    nonisolated var refusedHandshakes: Int { self.network.statistics().handshakesRefused }
}
