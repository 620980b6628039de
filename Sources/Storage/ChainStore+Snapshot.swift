internal import CanonicalCBOR
internal import Consensus
internal import Contract
internal import Foundation
internal import GRDB
internal import Identity
public import Ledger

extension ChainStore {
    /// Name of the snapshot that a chain began with, in the data directory; `ledger verify` executes from it.
    public static let snapshotName = "snapshot"

    /// Writes the state at the tip with what proves it; a running service may append blocks meanwhile.
    ///
    /// - Returns: the height of the snapshot.
    public func exportSnapshot(to path: String) throws(StorageError) -> UInt64 {
        let (head, entries) = try self.file.read("read the state") { database -> (SnapshotHead, [StateEntry]) in
            let height = try ChainRows.height(database)
            let entries = try ChainRows.state(database, path: self.path)
            let ends = try self.epochEnds(entries, database)
            return (SnapshotHead(block: try self.proven(height, database), epochs: ends, entries: entries), entries)
        }
        try SnapshotFile.write(head, entries, to: path)
        return head.block.block.header.height
    }

    private func proven(_ height: UInt64, _ database: Database) throws -> FinalizedBlock {
        let run = try self.run(from: height, count: 1, maximumBytes: .max, database)
        guard height > 0, let block = run.first?.block, let (certificate, link) = try self.proof(after: run, database)
        else { throw self.unproven(height) }
        return FinalizedBlock(block: block, certificate: certificate, link: Array(link))
    }

    private func epochEnds(_ entries: [StateEntry], _ database: Database) throws -> [SnapshotHead.EpochEnd] {
        try entries.filter { $0.key.kind == .validators && $0.key.number > 0 }.map { entry in
            let record = try EpochRecord(decoding: entry.bytes)
            return SnapshotHead.EpochEnd(
                block: try self.proven(record.firstHeight - 1, database), next: record.validators)
        }
    }

    /// Begins a chain with a snapshot instead of the genesis, and keeps the snapshot beside it.
    ///
    /// - Returns: the height of the snapshot.
    /// - Throws: where the data directory holds a chain already, or where anything of the snapshot is not proved.
    public static func importSnapshot(
        from path: String, directory: String, genesis: Genesis
    ) async throws(StorageError) -> UInt64 {
        let chain = directory + "/" + self.fileName
        guard !OpenFile.exists(chain) else {
            throw .failed(
                file: chain, action: "import a snapshot",
                reason: "there is a chain already; move it away to begin with a snapshot")
        }
        let (head, entries) = try SnapshotFile.read(path, genesis: genesis)
        let kept = directory + "/" + self.snapshotName
        try OpenFile.remove(kept)
        try SnapshotFile.write(head, entries, to: kept)
        let store = try await self.open(directory: directory, genesis: genesis)
        try await store.begin(with: head, entries)
        try await store.close()
        return head.block.block.header.height
    }

    private func begin(with head: SnapshotHead, _ entries: [StateEntry]) throws(StorageError) {
        let block = head.block.block
        try self.file.write("begin with a snapshot") { database in
            try database.execute(sql: "DELETE FROM state")
            try ChainRows.put(entries, database)
            try ChainRows.put(block, (head.block.certificate, head.block.link), database)
            try ReadModels.update(database, with: entries)
            try database.execute(
                sql: "INSERT INTO meta VALUES ('base height', ?)", arguments: [String(block.header.height)])
        }
    }

    /// The state from which the stored blocks are executed: the genesis, or the snapshot that the chain began with.
    func beginning() throws(StorageError) -> ContractState {
        let base = try self.file.read("read the beginning") { try ChainRows.base($0) }
        do {
            guard base > 0 else { return try ContractState(genesis: self.genesis) }
            let directory = String(self.path.dropLast(Self.fileName.count + 1))
            let (head, entries) = try SnapshotFile.read("\(directory)/\(Self.snapshotName)", genesis: self.genesis)
            return try ContractState(genesis: self.genesis, entries: entries, tip: head.block.block.header)
        } catch let error as StorageError {
            throw error
        } catch {
            throw .failed(file: self.path, action: "begin the execution", reason: "\(error)")
        }
    }
}
