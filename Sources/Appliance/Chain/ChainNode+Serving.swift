import CanonicalCBOR
import Contract
import Identity
import Ledger
import Metering
import PeerNetwork
import Storage

extension ChainNode {
    /// Answers peers until the network ends.
    func answerRequests() async {
        for await request in self.network.requests {
            let answer = await self.answer(request.body)
            await self.network.reply(request.id, answer.encoded())
        }
    }

    private func answer(_ body: [UInt8]) async -> PeerAnswer {
        do {
            switch try PeerQuestion(decoding: body) {
            case .tip: return .tip(height: self.state.height, hash: self.state.tipHash)
            case .blocks(let from):
                let blocks = try await self.store.blocks(
                    from: from, count: 256, maximumBytes: PeerAnswer.maximumBlockBytes)
                return .blocks(blocks.map { $0.encoded() })
            case .submit(let bytes):
                try await self.submit(SignedTransaction(decoding: bytes))
                return .accepted
            }
        } catch {
            return .refused("\(error)")
        }
    }

    /// Takes a transaction: a validator keeps it for the next block, a follower passes it to the first peer that takes it.
    ///
    /// - Throws: ``SubmissionRefusal``. Where it does not throw, the transaction waits; it is final once a block has it.
    func submit(_ transaction: SignedTransaction) async throws(SubmissionRefusal) {
        do {
            try self.state.admit(transaction, at: max(self.state.time, self.chainNow))
        } catch {
            throw .refused("\(error)")
        }
        guard self.isValidator else { return try await self.passOn(transaction) }
        try self.mempool.insert(transaction)
        self.post(.work)
    }

    private func passOn(_ transaction: SignedTransaction) async throws(SubmissionRefusal) {
        let question = PeerQuestion.submit(transaction.encoded()).encoded()
        var failure = "no peer is configured"
        for peer in self.settings.peers {
            let answer: PeerAnswer
            do {
                answer = try PeerAnswer(decoding: await self.network.request(peer.key, question, timeout: .seconds(5)))
            } catch {
                failure = "\(peer.name): \(error)"
                continue
            }
            switch answer {
            case .accepted: return
            case .refused(let reason): throw .refused(reason)
            case .tip, .blocks: failure = "\(peer.name) gave an answer to another question"
            }
        }
        throw .notReachable(failure)
    }

    /// A copy of the state at the tip.
    func snapshot() -> ContractState { self.state }

    func outcome(of id: Digest) -> TransactionOutcomes.Outcome? { self.outcomes[id] }

    func hasPendingPayment(for account: AccountID) -> Bool { self.mempool.hasPayment(for: account) }
}
