import Contract
import Identity
import Ledger
import PeerNetwork
import Replica

extension ChainNode {
    /// Takes a transaction: a validator keeps it for the next block and tells the others of it, any other box passes it
    /// to several of its peers.
    ///
    /// - Throws: ``SubmissionRefusal``. Where it does not throw, the transaction waits; it is final once a block has it.
    func submit(_ transaction: SignedTransaction) async throws(SubmissionRefusal) {
        do {
            guard self.isValidator else {
                try self.state.admit(transaction, at: max(self.state.time, self.chainNow))
                return try await self.passOn(transaction)
            }
            try self.keep(transaction)
        } catch let refusal as SubmissionRefusal {
            throw refusal
        } catch {
            throw .refused("\(error)")
        }
        await self.tellOthers(of: transaction)
    }

    /// So many peers hold the transaction that at least one of them is honest.
    private var holdersWanted: Int { self.state.validators.faultTolerance + 1 }

    /// Gives the transaction to several peers: each time to others first, so that no single one can keep it back.
    private func passOn(_ transaction: SignedTransaction) async throws(SubmissionRefusal) {
        let peers = self.settings.peers
        guard !peers.isEmpty else { throw .notReachable("no peer is configured") }
        let start = self.nextSubmission % peers.count
        self.nextSubmission += 1
        let question = PeerQuestion.submit(transaction.encoded()).encoded()
        var waiting = Array(peers[start...] + peers[..<start])[...]
        var (holders, refusals, failure) = (0, [String](), "no answer")
        while holders < self.holdersWanted, !waiting.isEmpty {
            let asked = Array(waiting.prefix(self.holdersWanted - holders))
            waiting = waiting.dropFirst(asked.count)
            for (peer, result) in await self.ask(asked, question) {
                switch result {
                case .success(.accepted): holders += 1
                case .success(.refused(let reason)): refusals.append(reason)
                case .success: failure = "\(peer.name) gave an answer to another question"
                case .failure(let error): failure = "\(peer.name): \(error)"
                }
            }
        }
        guard holders == 0 else { return }
        // One peer's word is not enough: refused is what everyone who answered refuses.
        if let reason = refusals.first { throw .refused(reason) }
        throw .notReachable(failure)
    }

    private func ask(
        _ peers: [PeerAddress], _ question: [UInt8]
    ) async -> [(PeerAddress, Result<PeerAnswer, any Error>)] {
        let network = self.network
        return await withTaskGroup(of: (PeerAddress, Result<PeerAnswer, any Error>).self) { group in
            for peer in peers {
                group.addTask {
                    do {
                        let bytes = try await network.request(peer.key, question, timeout: .seconds(5))
                        return (peer, .success(try PeerAnswer(decoding: bytes)))
                    } catch {
                        return (peer, .failure(error))
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }
}
