internal import Consensus
internal import Contract
internal import GRDB
public import Ledger
internal import Platform

/// What was kept of a damaged chain.
public struct SalvageReport: Hashable, Sendable {
    /// The damaged file's new name; it is kept for inspection.
    public let aside: String
    /// The last height that was taken over.
    public let keptThrough: UInt64
}

extension ChainStore {
    /// Puts a damaged file aside and begins a new one with those of its blocks that hold: their proofs are checked and
    /// they are executed again. The rest comes from peers.
    ///
    /// - Parameter suffix: what tells the damaged file from others that were put aside.
    public static func salvage(
        directory: String, genesis: Genesis, suffix: String
    ) async throws(StorageError) -> (store: ChainStore, report: SalvageReport) {
        let path = directory + "/" + self.fileName
        let aside = "\(path).damaged-\(suffix)"
        for part in ["", "-wal", "-shm"] where OpenFile.exists(path + part) {
            try OpenFile.rename(path + part, to: aside + part)
        }
        try OpenFile.syncDirectory(directory)
        let store = try await self.open(directory: directory, genesis: genesis)
        try await store.takeOver(from: aside)
        return (store, SalvageReport(aside: aside, keptThrough: await store.tip.height))
    }

    /// Takes over blocks until one does not hold.
    private func takeOver(from damaged: String) throws(StorageError) {
        guard let file = try? SQLiteFile(damaged, access: .readOnly, migrator: ChainSchema.migrator),
            var state = try? ContractState(genesis: self.genesis)
        else { return }
        while let range = self.nextGood(in: file, after: state.height) {
            var next = state
            var outcomes: [BlockOutcome] = []
            guard (try? range.verify(state.validators, genesis: self.genesis.hash)) != nil else { return }
            for block in range.blocks {
                guard let outcome = try? next.apply(block) else { return }
                outcomes.append(outcome)
            }
            try self.append(range, outcomes: outcomes)
            state = next
        }
    }

    /// The blocks after a height up to the next stored proof; nil where they cannot be read.
    private func nextGood(in file: SQLiteFile, after height: UInt64) -> FinalizedRange? {
        try? file.read("salvage") { database -> FinalizedRange? in
            var blocks: [Block] = []
            let rows = try ChainRows.blocks(from: height + 1, count: FinalizedRange.maximumBlocks, database)
            while let stored = try rows.next()?.decoded(path: self.path) {
                guard stored.block.header.height == height + UInt64(blocks.count) + 1 else { return nil }
                blocks.append(stored.block)
                if let certificate = stored.certificate {
                    return FinalizedRange(blocks: blocks, tail: stored.link, certificate: certificate)
                }
            }
            return nil
        }
    }
}
