import CanonicalCBOR
import Consensus
import Contract
import Identity
import Ledger
import Logging
import PeerNetwork
import Platform
import Replica
import Storage

extension ChainNode {
    /// What this box takes from its peers: a follower hears where chains end and asks for blocks, a validator hears
    /// everything that validators say.
    func chooseTopics() async {
        await self.network.setTopics(self.core != nil || self.settings.isRelay ? Set(Topic.allCases) : [.tips])
    }

    /// A message that a peer published.
    func received(_ message: PublishedMessage) async throws {
        switch message.topic {
        case .tips: try await self.received(tip: message)
        case .transactions:
            if await self.passesOn(message) { self.received(transactions: message) }
        case .votes, .proposals:
            if await self.passesOn(message) { try await self.received(consensus: message.body, from: message.peer) }
        }
    }

    /// A relay sends on what it hears; true where it is news.
    private func passesOn(_ message: PublishedMessage) async -> Bool {
        guard self.settings.isRelay else { return true }
        guard self.relayed.insert(.sha256([message.topic.rawValue] + message.body)) else { return false }
        await self.network.publish(message.topic, message.body)
        return true
    }

    private func received(tip message: PublishedMessage) async throws {
        guard let tip = try? TipNotice(decoding: message.body) else {
            return self.settings.log.warning("peer \(self.name(of: message.peer)) announced a tip that cannot be read")
        }
        self.peerHeights[message.peer] = tip.height
        try await self.seekSnapshot()
        guard let peer = self.settings.peers.firstIndex(where: { $0.key == message.peer }) else { return }
        self.synchronise { $0.sawTip(height: tip.height, peer: peer, tip: $1, at: $2) }
    }

    func name(of peer: CurvePublicKey) -> String {
        self.settings.peers.first { $0.key == peer }?.name ?? peer.z85
    }

    // MARK: Ranges

    /// Lets the sync decide with the height and the time of now, and carries out what it decides.
    func synchronise(_ decide: (inout FollowerSync, UInt64, Int64) -> FollowerSync.Effect?) {
        if let effect = decide(&self.sync, self.state.height, MonotonicClock.nanoseconds) { self.carryOut(effect) }
    }

    /// A peer's answer to a question of the sync; nil where there was none in time.
    func received(_ answer: PeerAnswer?, from peer: Int) async throws {
        switch answer {
        case .tip(let tip):
            self.peerHeights[self.settings.peers[peer].key] = tip.height
            try await self.seekSnapshot()
            self.synchronise { $0.gotTip(height: tip.height, tip: $1, at: $2) }
        case .range(let bytes?): try await self.received(range: bytes, from: peer)
        case .range(nil):
            // A chain that began with a snapshot has no first blocks to give.
            self.snapshots.lacksFirstBlocks = self.state.height == 0
            self.sync.failed(at: MonotonicClock.nanoseconds)
        case .accepted, .refused, .snapshot, .piece, nil: self.sync.failed(at: MonotonicClock.nanoseconds)
        }
    }

    private func received(range bytes: [UInt8], from peer: Int) async throws {
        let name = self.settings.peers[peer].name
        do {
            let range = try FinalizedRange(decoding: bytes)
            // The next range is on its way while this one is executed.
            self.synchronise { $0.gotRange(through: max(range.lastHeight, $1), at: $2) }
            // What became final by own votes meanwhile is no news.
            try self.replica.take(range)
        } catch let error as CBORError {
            self.settings.log.warning("peer \(name) sent blocks that cannot be read: \(error)")
            return self.sync.failed(at: MonotonicClock.nanoseconds)
        } catch let error as RangeError {
            self.settings.log.warning("blocks from \(name) refused: \(error)")
            return self.sync.failed(at: MonotonicClock.nanoseconds)
        }
        try await self.takeSteps()
        self.synchronise { $0.tick(tip: $1, at: $2) }
    }

    private func carryOut(_ effect: FollowerSync.Effect) {
        let (peer, question): (Int, PeerQuestion) =
            switch effect {
            case .askTip(let peer): (peer, .tip)
            case .askBlocks(let peer, let from):
                (peer, .blocks(from: from, credit: UInt64(PeerAnswer.maximumBlockBytes)))
            }
        let key = self.settings.peers[peer].key
        Task {
            let answer = try? await self.network.request(key, question.encoded(), timeout: .seconds(10))
            self.post(.answered(peer: peer, answer.flatMap { try? PeerAnswer(decoding: $0) }))
        }
    }
}
