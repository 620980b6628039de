import Consensus
import Contract
import Identity
import Ledger
import Logging
import PeerNetwork
import Platform
import Storage

extension ChainNode {
    /// A message that a peer published.
    func received(_ message: PublishedMessage) async throws {
        switch message.topic {
        case .blocks: try await self.received(publishedBlock: message)
        case .votes, .transactions: break
        }
    }

    private func received(publishedBlock message: PublishedMessage) async throws {
        guard let final = self.decoded(message.body, from: "\(message.peer)") else { return }
        let height = final.block.header.height
        if height == self.state.height + 1 { _ = try await self.take(final) }
        let effect = self.sync.sawBlock(height: height, tip: self.state.height, at: MonotonicClock.nanoseconds)
        if let effect { self.carryOut(effect) }
    }

    /// A peer's answer to a question of the sync; nil where there was none in time.
    func received(_ answer: PeerAnswer?, from peer: Int) async throws {
        let effect: FollowerSync.Effect?
        switch answer {
        case .tip(let height, _): effect = self.sync.gotTip(height: height, tip: self.state.height)
        case .blocks(let bodies):
            var applied = 0
            for body in bodies {
                guard let final = self.decoded(body, from: self.settings.peers[peer].name) else { break }
                guard final.block.header.height == self.state.height + 1 else { continue }
                guard try await self.take(final) else { break }
                applied += 1
            }
            effect = self.sync.gotBlocks(applied: applied, tip: self.state.height)
        case .accepted, .refused, nil:
            self.sync.failed()
            effect = nil
        }
        if let effect { self.carryOut(effect) }
    }

    private func decoded(_ bytes: [UInt8], from peer: String) -> FinalizedBlock? {
        do {
            return try FinalizedBlock(decoding: bytes)
        } catch {
            self.settings.log.warning("peer \(peer) sent a block that cannot be read: \(error)")
            return nil
        }
    }

    /// Commits the next block where its certificate proves it final; false where it does not.
    private func take(_ final: FinalizedBlock) async throws -> Bool {
        do {
            try final.verify(self.state.validators, genesis: self.genesisHash)
        } catch {
            self.settings.log.warning("block \(final.block.header.height) refused: \(error)")
            return false
        }
        try await self.commit(final)
        try await self.drive(.caughtUp(ChainTip(final.block.header), certificate: final.certificate))
        if final.block.header.endsEpoch { try await self.drive(.epochBegan(self.state.validators)) }
        return true
    }

    func carryOut(_ effect: FollowerSync.Effect) {
        let (peer, question): (Int, PeerQuestion) =
            switch effect {
            case .askTip(let peer): (peer, .tip)
            case .askBlocks(let peer, let from): (peer, .blocks(from: from))
            }
        let key = self.settings.peers[peer].key
        Task {
            let answer = try? await self.network.request(key, question.encoded(), timeout: .seconds(5))
            self.post(.answered(peer: peer, answer.flatMap { try? PeerAnswer(decoding: $0) }))
        }
    }
}
