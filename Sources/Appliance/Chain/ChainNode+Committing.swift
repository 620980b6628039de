import Consensus
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
    /// Executes final blocks that follow the tip, stores them in one transaction, and only then lets anybody see them.
    func commit(_ range: FinalizedRange) async throws {
        guard range.firstHeight == self.state.height + 1 else { return }
        var next = self.state
        var outcomes: [BlockOutcome] = []
        for block in range.blocks { outcomes.append(try self.execute(block, on: &next)) }
        try await self.store.append(range, outcomes: outcomes)
        if let header = range.blocks.last?.header {
            // Durable in the chain: the vote register can let go of it, and stays short however long the box runs.
            await self.registerLetsGo(epoch: header.epoch, view: header.view)
        }
        self.state = next
        self.tipArrival = MonotonicClock.nanoseconds
        self.candidates.prune(through: next.height)
        self.mempool.prune(nextSequence: next.nextSequence(of:), time: next.time)
        for (block, outcome) in zip(range.blocks, outcomes) {
            self.record(block, outcome)
            for event in outcome.events where event.concernsPeople { self.settings.log.info("\(event)") }
        }
        await self.network.publish(.tips, TipNotice(height: next.height, hash: next.tipHash).encoded())
        self.announce()
    }

    private func execute(_ block: Block, on state: inout ContractState) throws -> BlockOutcome {
        if let candidate = self.candidates[block.hash] {
            state = candidate.state
            return candidate.outcome
        }
        do {
            return try state.apply(block)
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
