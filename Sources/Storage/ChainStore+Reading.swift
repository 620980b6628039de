internal import CanonicalCBOR
internal import Consensus
public import Contract
internal import Foundation
internal import GRDB
public import Ledger

extension ChainStore {
    /// The block of a height from 1; nil above the tip.
    public func block(at height: UInt64) throws(StorageError) -> FinalizedBlock? {
        try self.blocks(from: height, count: 1, maximumBytes: .max).first { $0.block.header.height == height }
    }

    /// Blocks in order of height, each with the proof that makes it final, which may be a later block's: at least one
    /// where there is any, and no more than fit.
    public func blocks(
        from height: UInt64, count: Int, maximumBytes: Int
    ) throws(StorageError) -> [FinalizedBlock] {
        try self.file.read("read blocks from \(height)") { database in
            let run = try self.run(from: height, count: count, maximumBytes: maximumBytes, database)
            var proof = try self.proof(after: run, database)
            var blocks: [FinalizedBlock] = []
            for stored in run.reversed() {
                if let certificate = stored.certificate { proof = (certificate, stored.link[...]) }
                guard let (certificate, link) = proof else { throw self.unproven(stored.block.header.height) }
                blocks.append(FinalizedBlock(block: stored.block, certificate: certificate, link: Array(link)))
                proof = (certificate, [stored.block.header] + link)
            }
            return blocks.reversed()
        }
    }

    /// What a peer needs from a height on: as many blocks of one epoch as fit, and the proof at their end.
    ///
    /// Nil where no such block is stored.
    public func range(
        from height: UInt64, count: Int, maximumBytes: Int
    ) throws(StorageError) -> FinalizedRange? {
        try self.file.read("read blocks from \(height)") { database in
            var run = try self.run(
                from: height, count: min(count, FinalizedRange.maximumBlocks), maximumBytes: maximumBytes, database)
            // A chain that began with a snapshot holds nothing before it.
            guard let first = run.first?.block.header, first.height == max(height, 1) else { return nil }
            let epoch = first.epoch
            run = Array(run.prefix { $0.block.header.epoch == epoch })
            guard let (certificate, link) = try self.proof(after: run, database) else {
                throw self.unproven(height)
            }
            return FinalizedRange(blocks: run.map(\.block), tail: Array(link), certificate: certificate)
        }
    }

    /// Ranges from a height on, one for each stored proof.
    func provenRanges(from height: UInt64, count: Int) throws(StorageError) -> [FinalizedRange] {
        try self.file.read("read blocks from \(height)") { database in
            var ranges: [FinalizedRange] = []
            var waiting: [Block] = []
            for stored in try self.run(from: height, count: count, maximumBytes: .max, database) {
                waiting.append(stored.block)
                guard let certificate = stored.certificate else { continue }
                ranges.append(FinalizedRange(blocks: waiting, tail: stored.link, certificate: certificate))
                waiting = []
            }
            return ranges
        }
    }

    func run(
        from height: UInt64, count: Int, maximumBytes: Int, _ database: Database
    ) throws -> [StoredBlock] {
        var run: [StoredBlock] = []
        var bytes = 0
        let rows = try ChainRows.blocks(from: height, count: count, database)
        while let row = try rows.next() {
            bytes += row.size
            if bytes > maximumBytes, !run.isEmpty { break }
            run.append(try row.decoded(path: self.path))
        }
        return run
    }

    /// What proves the last block of a run: its own proof, or the headers behind it and the next stored one.
    func proof(
        after run: [StoredBlock], _ database: Database
    ) throws -> (certificate: Certificate, link: ArraySlice<BlockHeader>)? {
        guard let last = run.last else { return nil }
        if let certificate = last.certificate { return (certificate, last.link[...]) }
        var headers: [BlockHeader] = []
        let rows = try ChainRows.blocks(
            from: last.block.header.height + 1, count: FinalizedRange.maximumBlocks, database)
        while let stored = try rows.next()?.decoded(path: self.path) {
            headers.append(stored.block.header)
            if let certificate = stored.certificate { return (certificate, (headers + stored.link)[...]) }
        }
        return nil
    }

    func unproven(_ height: UInt64) -> StorageError {
        .damaged(file: self.path, found: "no certificate makes block \(height) final", goodThrough: nil)
    }

    /// The contract's state at the tip, sorted by key.
    public func loadState() throws(StorageError) -> [StateEntry] {
        try self.file.read("read the state") { try ChainRows.state($0, path: self.path) }
    }

    /// The contract at the tip, ready for the next block.
    public func loadContract() throws(StorageError) -> ContractState {
        let entries = try self.loadState()
        let header = try self.block(at: self.tip.height)?.block.header
        do {
            guard let header else { return try ContractState(genesis: self.genesis) }
            var state = try ContractState(genesis: self.genesis, entries: entries)
            try state.seal(header)
            return state
        } catch {
            throw .damaged(file: self.path, found: "the state cannot be loaded: \(error)", goodThrough: nil)
        }
    }

    /// Events in the order of the chain, from the block after `height`.
    ///
    /// - Parameter kind: only events of this kind.
    public func events(
        since height: UInt64 = 0, kind: String? = nil, limit: Int = 1000
    ) throws(StorageError) -> [StoredEvent] {
        try self.file.read("read events") {
            try ChainRows.events(since: height, kind: kind, limit: limit, $0)
        }
    }

    /// The last events, in the order of the chain.
    public func lastEvents(_ count: Int) throws(StorageError) -> [StoredEvent] {
        try self.file.read("read events") { try ChainRows.lastEvents(count, $0) }
    }

    /// The final transaction of a sender with a sequence number, looked for from the tip back; nil where there is none.
    public func transaction(
        of sender: PrincipalID, sequence: UInt64
    ) throws(StorageError) -> FinalTransaction? {
        try self.file.read("look for a transaction") { database in
            let rows = try Data.fetchCursor(
                database, sql: "SELECT bytes FROM blocks WHERE transactions > 0 ORDER BY height DESC")
            while let bytes = try rows.next() {
                let block = try Block(decoding: Array(bytes))
                let own = block.transactions.indices.filter { block.transactions[$0].transaction.sender == sender }
                let sequences = own.map { block.transactions[$0].transaction.sequence }
                if let found = zip(own, sequences).first(where: { $1 == sequence })?.0 {
                    return try ChainRows.transaction(found, of: block, database)
                }
                if sequences.contains(where: { $0 < sequence }) { return nil }
            }
            return nil
        }
    }

    /// Epoch and highest view in which a principal's vote helped to make a block final; nil where there is none.
    ///
    /// A vote register of that principal must know of it.
    public func lastVote(signedBy signer: PrincipalID) throws(StorageError) -> (epoch: UInt64, view: UInt64)? {
        try self.file.read("read certificates") { database in
            let rows = try Data.fetchCursor(
                database, sql: "SELECT certificate FROM blocks WHERE length(certificate) > 0 ORDER BY height DESC")
            while let bytes = try rows.next() {
                let certificate = try ChainRows.proof(Array(bytes)).certificate
                if certificate.signatures.contains(where: { $0.signer == signer }) {
                    return (certificate.statement.epoch, certificate.statement.view)
                }
            }
            return nil
        }
    }

    /// Makes the tables of bills, payments, findings and orders anew from the state.
    public func rebuildReadModels() throws(StorageError) {
        try self.file.write("rebuild the read models") { database in
            try ReadModels.clear(database)
            try ReadModels.update(database, with: ChainRows.state(database, path: self.path))
        }
    }
}
