import Consensus
import Contract
import Identity
import Ledger
import Logging
import PeerNetwork
import Platform
import Replica
import Storage

/// What a replica cannot go on after.
enum NodeFailure: Error, CustomStringConvertible {
    case consensusHalted(String)

    var description: String {
        switch self {
        case .consensusHalted(let reason):
            "consensus stopped to protect the chain: \(reason). Run `gridtally ledger verify` and report this."
        }
    }
}

extension ChainNode {
    /// Stores final blocks in one transaction, and only then lets anybody see them.
    func commit(_ range: FinalizedRange, _ outcomes: [BlockOutcome]) async throws {
        try await self.store.append(range, outcomes: outcomes)
        if let header = range.blocks.last?.header {
            // Durable in the chain: the vote register can let go of it, and stays short however long the box runs.
            await self.registerLetsGo(epoch: header.epoch, view: header.view)
        }
        self.replica.committed()
        self.sync.stored()
        self.trouble.notStoring = nil
        self.tipArrival = MonotonicClock.nanoseconds
        for (block, outcome) in zip(range.blocks, outcomes) {
            self.record(block, outcome)
            for event in outcome.events where event.concernsPeople { self.settings.log.info("\(event)") }
        }
        await self.network.publish(.tips, TipNotice(height: self.state.height, hash: self.state.tipHash).encoded())
        self.announce()
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
