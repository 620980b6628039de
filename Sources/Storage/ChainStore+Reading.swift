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

    /// Blocks in order of height, for a peer that catches up: at least one where there is any, and no more than fit.
    public func blocks(
        from height: UInt64, count: Int, maximumBytes: Int
    ) throws(StorageError) -> [FinalizedBlock] {
        try self.file.read("read blocks from \(height)") { database in
            var blocks: [FinalizedBlock] = []
            var bytes = 0
            let rows = try ChainRows.blocks(from: height, count: count, database)
            while let row = try rows.next() {
                bytes += row.size
                if bytes > maximumBytes, !blocks.isEmpty { break }
                blocks.append(try row.decoded(path: self.path))
            }
            return blocks
        }
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

    /// Epoch and highest view in which a principal's vote helped to make a block final; nil where there is none.
    ///
    /// A vote register of that principal must know of it.
    public func lastVote(signedBy signer: PrincipalID) throws(StorageError) -> (epoch: UInt64, view: UInt64)? {
        try self.file.read("read certificates") { database in
            let rows = try Data.fetchCursor(database, sql: "SELECT certificate FROM blocks ORDER BY height DESC")
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
