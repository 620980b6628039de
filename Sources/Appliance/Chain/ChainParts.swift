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
                catchUpEndpoint: configuration.network.catchUp, peers: peers),
            allowed: PeerLinks.keys(of: state.principals.map(\.key)))
        try await network.start()
        let settings = ChainNode.Settings(
            genesis: genesis, key: key, clock: configuration.clock, peers: peers, log: log)
        let node = ChainNode(
            settings: settings, state: state, store: store, network: network,
            validator: try await self.validator(configuration, genesis, key, state, store, log))
        let place = "chain \(genesis.hash.hex.prefix(12)), block \(state.height), state \(state.root.hex.prefix(12))"
        log.info("zone \(genesis.zone), \(place)")
        return ChainParts(
            node: node, store: store, box: box, network: network,
            links: PeerLinks(network: network, peers: peers, log: log))
    }

    /// Nil where the box's key is not a validator's, or where its vote register must not be trusted.
    private static func validator(
        _ configuration: BoxConfiguration, _ genesis: Genesis, _ key: SigningKey, _ state: ContractState,
        _ store: ChainStore, _ log: Logger
    ) async throws -> (log: VoteLog, core: ConsensusCore)? {
        guard let me = state.validators.members.first(where: { $0.key == key.publicKey })?.id else { return nil }
        do {
            let voteLog = try await VoteLog.open(directory: configuration.data.path, genesis: genesis.hash)
            let tip = await store.tip
            let proven = try await store.lastVote(signedBy: me)
            let core = try ConsensusCore(
                configuration: ConsensusConfiguration(
                    validators: state.validators, me: me, key: key, genesis: genesis.hash,
                    timing: ConsensusTiming(
                        heartbeatMilliseconds: configuration.heartbeatSeconds * 1000, scale: configuration.clock.scale),
                    nonce: UInt64.random(in: 1 ... .max), provenEpoch: proven?.epoch, provenView: proven?.view ?? 0,
                    tipCertificate: try await store.block(at: tip.height)?.certificate),
                tip: tip, journal: await voteLog.records)
            return (voteLog, core)
        } catch StorageError.locked(let file) {
            throw StorageError.locked(file: file)
        } catch {
            // Who cannot know what it has voted may contradict itself: it never votes with this key again.
            log.critical("this validator does not vote and goes on as a follower: \(error)")
            return nil
        }
    }
}
