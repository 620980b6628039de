internal import Consensus
internal import Contract
internal import Identity
internal import Ledger
internal import Metering
internal import Replica

/// Blocks that only a faulty leader makes.
extension Villain {
    /// A second valid block for the same place; nil where its parent's state is not at hand.
    mutating func otherProposal(_ proposal: Proposal, _ process: Process?) -> Proposal? {
        guard let state = process?.replica.state, state.tipHash == proposal.block.header.parent else { return nil }
        let header = proposal.block.header
        return self.block(
            like: header, on: state, time: header.time.adding(milliseconds: 1),
            Array(proposal.block.transactions.dropLast())
        ).map { self.propose($0, on: proposal.parentView) }
    }

    /// The last proposal that it saw as if it were its own.
    func usurpation() -> Proposal? {
        guard let seen = self.lastProposal else { return nil }
        var header = seen.block.header
        header.proposer = self.me
        return self.propose(Block(header: header, transactions: seen.block.transactions), on: seen.parentView)
    }

    private func propose(_ block: Block, on parentView: UInt64) -> Proposal {
        Proposal(block: block, parentView: parentView, key: self.key, genesis: self.genesis)
    }

    private func block(
        like header: BlockHeader, on state: ContractState, time: UTCTime, _ transactions: [SignedTransaction]
    ) -> Block? {
        var next = state
        guard let outcome = try? next.apply(BlockContent(time: time, transactions: transactions)) else { return nil }
        var other = header
        other.time = time
        other.transactionCount = UInt32(transactions.count)
        other.energyRoot = Block.root(of: .energy, in: transactions)
        other.paymentRoot = Block.root(of: .payment, in: transactions)
        other.stateRoot = outcome.stateRoot
        return Block(header: other, transactions: transactions)
    }

    /// The proposal with one thing wrong.
    mutating func invalidProposal(_ proposal: Proposal, _ process: Process?) -> Proposal {
        var header = proposal.block.header
        var transactions = proposal.block.transactions
        var parentView = proposal.parentView
        switch self.chance.below(13) {
        case 0, 10, 11: header.stateRoot = .sha256([9])
        case 1, 12: return self.farAhead(proposal, process)
        case 2: header.time = UTCTime(milliseconds: 0)
        case 3: header.height += 1
        case 4: header.parent = .sha256([8])
        case 5: header.energyRoot = .sha256([7])
        case 6: header.epoch += 1
        case 7: parentView = parentView > 0 ? parentView - 1 : header.view - 1
        case 8: transactions.append(contentsOf: transactions.prefix(1))
        default: header.proposer = PrincipalID(header.proposer.number + 1)
        }
        if transactions.count != proposal.block.transactions.count {
            header.transactionCount = UInt32(transactions.count)
            header.energyRoot = Block.root(of: .energy, in: transactions)
            header.paymentRoot = Block.root(of: .payment, in: transactions)
        }
        return self.propose(Block(header: header, transactions: transactions), on: parentView)
    }

    /// A block of the year 2099 that is right in everything else.
    private func farAhead(_ proposal: Proposal, _ process: Process?) -> Proposal {
        guard let state = process?.replica.state, state.tipHash == proposal.block.header.parent,
            let block = self.block(
                like: proposal.block.header, on: state, time: UTCTime(seconds: 4_070_908_800), [])
        else { return proposal }
        return self.propose(block, on: proposal.parentView)
    }
}
