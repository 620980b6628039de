import Consensus
import Contract
import Foundation
import Identity
import Ledger
import Logging
import PeerNetwork
import Platform
import Storage

/// The replica of a box with its files and its network.
struct ChainParts: Sendable {
    let node: ChainNode
    let store: ChainStore
    let box: BoxStore
    let network: PeerNetwork
    let links: PeerLinks

    /// Opens the files, restores the state, and connects; a validator also takes up its vote register.
    static func open(_ configuration: BoxConfiguration, log: Logger) async throws -> ChainParts {
        let genesis = try GenesisDocument.readEncoded(configuration.genesis)
        let key = try KeyFile.read(configuration.key)
        try BackupError.refuseUnfinished(configuration.data)
        try FileManager.default.createDirectory(at: configuration.data, withIntermediateDirectories: true)
        let store = try await self.chain(configuration, genesis, log)
        let box = try await BoxStore.open(directory: configuration.data.path, genesis: genesis.hash)
        let state = try await store.loadContract()
        let peers = try configuration.network.peers.map { peer in
            PeerAddress(
                name: peer.name, key: try peer.key.curvePublicKey(), publish: peer.publish, catchUp: peer.catchUp)
        }
        let network = try PeerNetwork(
            PeerNetworkConfiguration(
                keyPair: try key.curveKeyPair(), publishEndpoint: configuration.network.publish,
                catchUpEndpoint: configuration.network.catchUp, peers: peers, topics: [.tips]),
            allowed: PeerLinks.keys(of: state.principals.filter { $0.revokedAt == nil }.map(\.key)))
        try await network.start()
        let office = VotingOffice(configuration: configuration, genesis: genesis.hash, key: key, store: store, log: log)
        let settings = ChainNode.Settings(
            genesis: genesis, key: key, clock: configuration.clock, peers: peers,
            isRelay: configuration.network.isRelay,
            gatherNanoseconds: configuration.network.gatherSeconds * 1_000_000_000 / configuration.clock.scale,
            snapshotAfter: configuration.network.snapshotAfter, office: office, log: log)
        let shelf = SnapshotShelf(directory: configuration.data.path, genesis: genesis) { error in
            log.error("no snapshot can be made for others: \(error)")
        }
        let node = ChainNode(
            settings: settings, state: state, store: store, shelf: shelf, network: network,
            validator: try await office.open(for: state))
        let place = "chain \(genesis.hash.hex.prefix(12)), block \(state.height), state \(state.root.hex.prefix(12))"
        log.info("zone \(genesis.zone), \(place)")
        return ChainParts(
            node: node, store: store, box: box, network: network,
            links: PeerLinks(network: network, peers: peers, clock: configuration.clock, log: log))
    }

    /// The chain's file. A damaged one is put aside where peers can give what it lost; a box without peers leaves it as
    /// it is, as nobody could.
    private static func chain(
        _ configuration: BoxConfiguration, _ genesis: Genesis, _ log: Logger
    ) async throws -> ChainStore {
        do {
            return try await ChainStore.open(directory: configuration.data.path, genesis: genesis)
        } catch {
            guard case .damaged = error, !configuration.network.peers.isEmpty else { throw error }
            let (store, report) = try await ChainStore.salvage(
                directory: configuration.data.path, genesis: genesis,
                suffix: "\(Int(Date().timeIntervalSince1970))")
            let notice =
                "\(error). This was done: it is kept as \(report.aside), blocks through \(report.keptThrough) were checked "
                + "and taken over, the rest is fetched from the peers. Examine the disk."
            log.critical("\(notice)")
            return store
        }
    }
}
