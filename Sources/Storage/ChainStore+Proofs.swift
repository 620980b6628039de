public import Contract
internal import GRDB
public import Ledger
public import Metering

/// The state at the last block with what proves it from the genesis, all of one moment.
public struct ProvenState: Sendable {
    public let block: FinalizedBlock
    /// The ends of epochs, from the first on.
    public let ends: [SnapshotHead.EpochEnd]
    /// Sorted by key.
    public let entries: [StateEntry]
}

/// Where a transaction stands on the chain.
public struct TransactionPlace: Hashable, Sendable {
    public let height: UInt64
    /// Among all transactions of the block.
    public let index: Int
    public let transaction: SignedTransaction
}

/// What proofs are made from; a service may append blocks meanwhile.
extension ChainStore {
    /// - Throws: ``StorageError/damaged(file:found:goodThrough:)`` also where the chain has no block yet.
    public func provenState() throws(StorageError) -> ProvenState {
        try self.file.read("read the state") { database in
            let entries = try ChainRows.state(database, path: self.path)
            return ProvenState(
                block: try self.proven(try ChainRows.height(database), database),
                ends: try self.epochEnds(entries, database), entries: entries)
        }
    }

    /// The lowest height of which there is a block: 1, or that of the snapshot that the chain began with.
    public func firstHeight() throws(StorageError) -> UInt64 {
        try self.file.read("read the beginning") { max(1, try ChainRows.base($0)) }
    }

    /// The first stored block of a time or a later one; nil where all are earlier.
    public func firstHeight(atOrAfter time: UTCTime) throws(StorageError) -> UInt64? {
        try self.file.read("look for a block's time") { database in
            // Times ascend with the height, and rows are large: halving reads a few of them.
            var low = max(1, try ChainRows.base(database))
            var high = try ChainRows.height(database) + 1
            let end = high
            while low < high {
                let middle = (low + high) / 2
                let found = try Int64.fetchOne(
                    database, sql: "SELECT time_ms FROM blocks WHERE height = ?", arguments: [Int64(middle)])
                if let found, found < time.milliseconds { low = middle + 1 } else { high = middle }
            }
            return low < end ? low : nil
        }
    }

    /// Transactions that a condition holds for, from a height on, in the order of the chain.
    ///
    /// - Parameter limit: the most that are given back; the search ends with the last of them.
    public func places(
        from height: UInt64, atMost limit: Int, where condition: @Sendable (BlockHeader, SignedTransaction) -> Bool
    ) throws(StorageError) -> [TransactionPlace] {
        try self.file.read("look for transactions") { database in
            let rows = try Row.fetchCursor(
                database, sql: "SELECT bytes FROM blocks WHERE height >= ? AND transactions > 0 ORDER BY height",
                arguments: [Int64(clamping: height)])
            var places: [TransactionPlace] = []
            while places.count < limit, let row = try rows.next() {
                let block = try Block(decoding: row.bytes(0))
                for (index, transaction) in block.transactions.enumerated()
                where condition(block.header, transaction) && places.count < limit {
                    places.append(
                        TransactionPlace(height: block.header.height, index: index, transaction: transaction))
                }
            }
            return places
        }
    }

    /// The state after a block, executed again from the beginning of what is stored; nil where there is no such block.
    ///
    /// It costs what all blocks up to there cost.
    public func state(after height: UInt64) async throws(StorageError) -> ContractState? {
        var state = try self.beginning()
        while state.height < height {
            guard let range = try self.range(from: state.height + 1, count: 64, maximumBytes: .max) else { return nil }
            for block in range.blocks where state.height < height {
                do throws(BlockRefusal) {
                    _ = try state.apply(block)
                } catch {
                    throw .damaged(
                        file: self.path, found: "block \(block.header.height): \(error)", goodThrough: state.height)
                }
            }
            await Task.yield()
        }
        return state.height == height ? state : nil
    }
}
