public import Contract
public import Identity
public import Ledger

/// What a box has for proofs: a final state, how its validators came to be, and transactions in their blocks.
public struct ProofMaterial: Sendable {
    /// A transaction of a final block, by its position, with the key that signed it.
    public struct Located: Sendable {
        public let block: FinalizedBlock
        public let index: Int
        public let key: PublicKey

        public init(block: FinalizedBlock, index: Int, key: PublicKey) {
            self.block = block
            self.index = index
            self.key = key
        }
    }

    /// The state after the block of `tip`.
    public let state: ContractState
    public let tip: FinalHeader
    /// From the first epoch on, at least up to the tip's.
    public let history: [EpochHandover]

    public init(state: ContractState, tip: FinalHeader, history: [EpochHandover]) {
        self.state = state
        self.tip = tip
        self.history = history
    }

    /// The bundle that proves a subject; nil where the state or a block does not have what it must show.
    public func bundle(of subject: ProofSubject, _ located: [Located] = []) -> ProofBundle? {
        guard let keys = subject.keys(in: self.state), let proof = self.state.proof(of: keys) else { return nil }
        var blocks = [self.tip]
        var transactions: [ProofBundle.PlacedTransaction] = []
        for item in located {
            guard let path = TransactionProof(item.index, in: item.block.block, key: item.key) else { return nil }
            let header = FinalHeader(item.block)
            let place = blocks.firstIndex { $0.header == header.header } ?? blocks.count
            if place == blocks.count { blocks.append(header) }
            transactions.append(ProofBundle.PlacedTransaction(block: UInt32(place), proof: path))
        }
        let epoch = blocks.map(\.header.epoch).max() ?? 1
        return ProofBundle(
            kind: subject.kind, genesis: self.state.genesisHash,
            history: Array(self.history.prefix(Int(clamping: epoch) - 1)),
            blocks: blocks, state: proof, transactions: transactions, interval: subject.interval)
    }
}
