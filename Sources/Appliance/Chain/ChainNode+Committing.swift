import Contract
import Identity
import Ledger
import Logging
import PeerNetwork
import Platform
import Storage

/// What a replica cannot go on after.
enum NodeFailure: Error, CustomStringConvertible {
    case consensusHalted(String)
    case diverged(height: UInt64, String)

    var description: String {
        switch self {
        case .consensusHalted(let reason):
            "consensus stopped to protect the chain: \(reason). Run `gridtally ledger verify` and report this."
        case .diverged(let height, let reason):
            "block \(height) is final but this replica cannot execute it: \(reason). "
                + "Nothing was stored; run `gridtally ledger verify` and compare the software versions."
        }
    }
}

extension ChainNode {
    /// Executes a final block that follows the tip, stores it, and only then lets anybody see it.
    func commit(_ final: FinalizedBlock) async throws {
        guard final.block.header.height == self.state.height + 1 else { return }
        let (next, outcome) = try self.execute(final.block)
        try await self.store.append(final, outcome: outcome)
        // Durable in the chain: the vote register can let go of it, and stays short however long the box runs.
        try await self.voteLog?.dropThrough(epoch: final.block.header.epoch, view: final.block.header.view)
        self.state = next
        self.tipArrival = MonotonicClock.nanoseconds
        self.candidate = nil
        self.record(final.block, outcome)
        self.mempool.prune(nextSequence: next.nextSequence(of:), time: next.time)
        self.sync.advanced(at: MonotonicClock.nanoseconds)
        await self.network.publish(.blocks, final.encoded())
        for event in outcome.events where event.concernsPeople { self.settings.log.info("\(event)") }
        self.announce()
    }

    private func execute(_ block: Block) throws -> (ContractState, BlockOutcome) {
        if let candidate = self.candidate, candidate.hash == block.hash { return (candidate.state, candidate.outcome) }
        var next = self.state
        do {
            let outcome = try next.apply(block)
            return (next, outcome)
        } catch {
            throw NodeFailure.diverged(height: block.header.height, "\(error)")
        }
    }

    private func record(_ block: Block, _ outcome: BlockOutcome) {
        var failures: [Digest: String] = [:]
        for case .transactionFailed(_, let id, _, _, let reason) in outcome.events { failures[id] = "\(reason)" }
        for transaction in block.transactions {
            let id = transaction.id
            self.outcomes.record(id, .init(height: block.header.height, failure: failures[id]))
        }
    }
}
