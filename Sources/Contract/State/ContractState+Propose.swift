public import Ledger

/// What a proposer does.
extension ContractState {
    /// Executes transactions on top of this state and makes the block of them, which is the tip then. Unchanged when it
    /// throws.
    ///
    /// - Parameter admitted: gives what was found when a transaction came; only what still holds is relied on.
    public mutating func propose(
        _ content: BlockContent, view: UInt64, by proposer: PrincipalID,
        admitted: (SignedTransaction) -> Admission? = { _ in nil }
    ) throws(BlockRefusal) -> (block: Block, outcome: BlockOutcome) {
        let (height, epoch, parent) = (self.height + 1, self.validators.epoch, self.tipHash)
        let outcome = try self.apply(content, admitted: admitted)
        let transactions = content.transactions
        let header = BlockHeader(
            height: height, epoch: epoch, view: view, parent: parent, time: content.time, proposer: proposer,
            transactionCount: UInt32(transactions.count), energyRoot: Block.root(of: .energy, in: transactions),
            paymentRoot: Block.root(of: .payment, in: transactions), stateRoot: outcome.stateRoot,
            nextValidators: outcome.nextValidators?.hash)
        try self.seal(header)
        return (Block(header: header, transactions: transactions), outcome)
    }
}
