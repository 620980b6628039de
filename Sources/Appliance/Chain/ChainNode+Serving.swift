import CanonicalCBOR
import Contract
import Identity
import Ledger
import Metering
import PeerNetwork
import Platform
import Replica
import Storage

extension ChainNode {
    /// Answers peers until the network ends.
    func answerRequests() async {
        for await request in self.network.requests {
            let answer = await self.answer(request)
            await self.network.reply(request.id, answer.encoded())
        }
    }

    private func answer(_ request: PeerRequest) async -> PeerAnswer {
        do {
            let question = try PeerQuestion(decoding: request.body)
            guard question.readsBlocks || !self.readers.contains(request.peer) else {
                return .refused("this key was replaced on the chain; restart the box under its new one")
            }
            switch question {
            case .tip: return .tip(TipNotice(height: self.state.height, hash: self.state.tipHash))
            case .blocks(let from, let credit):
                let bytes = Int(clamping: min(credit, UInt64(PeerAnswer.maximumBlockBytes)))
                let range = try await self.store.range(
                    from: from, count: FinalizedRange.maximumBlocks, maximumBytes: bytes)
                return .range(range?.encoded())
            case .submit(let bytes):
                try await self.submit(SignedTransaction(decoding: bytes))
                return .accepted
            case .deliver(let message):
                let isTaken = self.accept(PublishedMessage(peer: request.peer, topic: .votes, body: message))
                return isTaken ? .accepted : .refused("too many messages wait; send it again")
            case .snapshot:
                return .snapshot(await self.shelf.offer(tip: self.state.height, at: MonotonicClock.nanoseconds))
            case .piece(let name, let offset, let credit):
                return .piece(
                    try await self.shelf.piece(name, from: Int(offset), atMost: Int(clamping: credit)))
            }
        } catch {
            return .refused("\(error)")
        }
    }

    /// A copy of the state at the tip.
    func snapshot() -> ContractState { self.state }

    func outcome(of id: Digest) -> TransactionOutcomes.Outcome? { self.outcomes[id] }

    func hasPendingPayment(for account: AccountID) -> Bool { self.replica.pool.hasPayment(for: account) }
}
