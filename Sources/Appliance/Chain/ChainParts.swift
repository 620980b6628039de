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
        try FileManager.default.createDirectory(at: configuration.data, withIntermediateDirectories: true)
        let store = try await ChainStore.open(directory: configuration.data.path, genesis: genesis)
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
            allowed: PeerLinks.keys(of: state.principals.map(\.key)))
        try await network.start()
        let office = VotingOffice(configuration: configuration, genesis: genesis.hash, key: key, store: store, log: log)
        let settings = ChainNode.Settings(
            genesis: genesis, key: key, clock: configuration.clock, peers: peers,
            isRelay: configuration.network.isRelay, office: office, log: log)
        let node = ChainNode(
            settings: settings, state: state, store: store, network: network,
            validator: try await office.open(for: state))
        let place = "chain \(genesis.hash.hex.prefix(12)), block \(state.height), state \(state.root.hex.prefix(12))"
        log.info("zone \(genesis.zone), \(place)")
        return ChainParts(
            node: node, store: store, box: box, network: network,
            links: PeerLinks(network: network, peers: peers, log: log))
    }
}
