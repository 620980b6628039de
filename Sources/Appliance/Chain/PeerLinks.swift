import Contract
import Identity
import Ledger
import Logging
import PeerNetwork
import Platform

/// How the peers are reached, and who is let in: the allow-list follows the chain's registry.
actor PeerLinks {
    private let network: PeerNetwork
    private let peers: [PeerAddress]
    private let log: Logger
    private var connected: Set<CurvePublicKey> = []
    /// Labels of the principals, for people.
    private var names: [CurvePublicKey: String] = [:]

    init(network: PeerNetwork, peers: [PeerAddress], log: Logger) {
        self.network = network
        self.peers = peers
        self.log = log
    }

    /// Follows the network's events until it ends; tells the node of every link that came up.
    func run(_ node: ChainNode) async {
        for await event in self.network.events {
            switch event.kind {
            case .connected:
                if let peer = event.peer { self.connected.insert(peer) }
                await node.post(.connected)
            case .admitted: if let peer = event.peer { self.connected.insert(peer) }
            case .disconnected, .cutOff: if let peer = event.peer { self.connected.remove(peer) }
            default: break
            }
            let who = event.peer.flatMap { self.names[$0] }.map { " (\($0))" } ?? ""
            self.log.log(level: event.isSecurityEvent ? .warning : .info, "\(event)\(who)")
        }
    }

    /// Lets in every principal that the newest final state knows, and nobody else.
    func follow(_ node: ChainNode) async {
        let heights = await node.heights()
        var known = 0
        for await _ in heights {
            let principals = await node.snapshot().principals
            guard principals.count != known else { continue }
            known = principals.count
            self.name(principals)
            await self.network.setAllowed(Self.keys(of: principals.map(\.key)))
        }
    }

    private func name(_ principals: [PrincipalRecord]) {
        for principal in principals {
            guard let key = try? principal.key.curvePublicKey() else { continue }
            self.names[key] = principal.label
        }
    }

    static func keys(of keys: [PublicKey]) -> Set<CurvePublicKey> {
        // A key that has no CURVE form can connect to nothing; it can still sign.
        Set(keys.compactMap { try? $0.curvePublicKey() })
    }

    func reports() -> [PeerReport] {
        self.peers.map { PeerReport(name: $0.name, isConnected: self.connected.contains($0.key)) }
    }

    nonisolated var refusedHandshakes: Int { self.network.statistics().handshakesRefused }
}
