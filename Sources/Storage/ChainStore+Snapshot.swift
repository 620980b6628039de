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
    /// A snapshot whose block is not yet known to be in the chain's file: it is kept in the end, or removed.
    static let newSnapshotName = "snapshot.new"

    private nonisolated var directory: String { String(self.path.dropLast(Self.fileName.count + 1)) }

    /// Writes the state at the tip with what proves it; a running service may append blocks meanwhile.
    ///
    /// - Parameter reserve: bytes that must stay free on the disk.
    /// - Returns: the height of the snapshot.
    public func exportSnapshot(to path: String, leavingFree reserve: Int = 0) throws(StorageError) -> UInt64 {
        let proven = try self.provenState()
        let (head, entries) = (
            SnapshotHead(block: proven.block, epochs: proven.ends, entries: proven.entries), proven.entries
        )
        try SnapshotFile.write(head, entries, to: path, leavingFree: reserve)
        return head.block.block.header.height
    }

    func proven(_ height: UInt64, _ database: Database) throws -> FinalizedBlock {
        let run = try self.run(from: height, count: 1, maximumBytes: .max, database)
        guard height > 0, let block = run.first?.block, let (certificate, link) = try self.proof(after: run, database)
        else { throw self.unproven(height) }
        return FinalizedBlock(block: block, certificate: certificate, link: Array(link))
    }

    func epochEnds(_ entries: [StateEntry], _ database: Database) throws -> [SnapshotHead.EpochEnd] {
        let base = try ChainRows.base(database)
        // Blocks before the snapshot that the chain began with are not here; that snapshot has the ends of epochs.
        let kept = base > 0 ? try self.keptSnapshot(at: base).head.epochs : []
        return try entries.filter { $0.key.kind == .validators && $0.key.number > 0 }.map { entry in
            let record = try EpochRecord(decoding: entry.bytes)
            if let end = kept.first(where: { $0.next.epoch == record.validators.epoch }) { return end }
            return SnapshotHead.EpochEnd(
                block: try self.proven(record.firstHeight - 1, database), next: record.validators)
        }
    }

    /// The snapshot that the chain began with, and its file.
    private func keptSnapshot(at base: UInt64) throws(StorageError) -> (head: SnapshotHead, path: String) {
        // After a power cut at the wrong moment it has its first name until the service starts.
        let new = "\(self.directory)/\(Self.newSnapshotName)"
        let isNew = OpenFile.exists(new) && Self.height(of: new) == base
        let path = isNew ? new : "\(self.directory)/\(Self.snapshotName)"
        let head = try SnapshotFile.head(of: path)
        let height = head.block.block.header.height
        guard height == base else {
            throw .damaged(
                file: path, found: "a snapshot of block \(height), the chain began with \(base)", goodThrough: nil)
        }
        return (head, path)
    }

    private static func height(of snapshot: String) -> UInt64? {
        try? SnapshotFile.head(of: snapshot).block.block.header.height
    }

    /// Ends what a power cut may have interrupted in ``begin(with:_:)``: the file that the chain began with is kept, any
    /// other that came is not.
    static func settleSnapshot(_ file: SQLiteFile, directory: String) throws(StorageError) {
        let new = "\(directory)/\(self.newSnapshotName)"
        guard OpenFile.exists(new) else { return }
        let base = try file.read("read the beginning") { try ChainRows.base($0) }
        if base > 0, self.height(of: new) == base {
            try OpenFile.rename(new, to: "\(directory)/\(self.snapshotName)")
        } else {
            try OpenFile.remove(new)
        }
        try OpenFile.syncDirectory(directory)
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
        let store = try await self.open(directory: directory, genesis: genesis)
        try await store.begin(with: head, entries)
        try await store.close()
        return head.block.block.header.height
    }

    /// Puts a snapshot in the place of the whole chain: state, read models and the one block; blocks and events before it
    /// are gone. One transaction: a power cut leaves the old chain or the new one. The snapshot is kept beside the chain.
    ///
    /// The caller has verified the head from the genesis, and the entries by the head.
    /// - Throws: where the snapshot is not of a later block than the tip's, or cannot be stored; then nothing changed.
    public func begin(with head: SnapshotHead, _ entries: [StateEntry]) throws(StorageError) {
        let block = head.block.block
        guard block.header.height > self.tip.height else {
            throw .notNext(
                file: self.path, expectedHeight: self.tip.height + 1, foundHeight: block.header.height,
                reason: "a snapshot must be of a later block than the last one")
        }
        try Self.settleSnapshot(self.file, directory: self.directory)
        let new = "\(self.directory)/\(Self.newSnapshotName)"
        try SnapshotFile.write(head, entries, to: new)
        try OpenFile.syncDirectory(self.directory)
        do throws(StorageError) {
            try self.replaceAll(by: head, entries)
        } catch {
            try? OpenFile.remove(new)
            throw error
        }
        self.tip = ChainTip(block.header)
        // Under either name it is found; the next start gives it its own.
        try? Self.settleSnapshot(self.file, directory: self.directory)
    }

    private func replaceAll(by head: SnapshotHead, _ entries: [StateEntry]) throws(StorageError) {
        let block = head.block.block
        try self.file.write("begin with a snapshot") { database in
            for table in ["state", "blocks", "events"] { try database.execute(sql: "DELETE FROM \(table)") }
            try ReadModels.clear(database)
            try ChainRows.put(entries, database)
            try ChainRows.put(block, (head.block.certificate, head.block.link), database)
            try ReadModels.update(database, with: entries)
            try database.execute(
                sql: "INSERT OR REPLACE INTO meta VALUES ('base height', ?)", arguments: [String(block.header.height)])
        }
    }

    /// The state from which the stored blocks are executed: the genesis, or the snapshot that the chain began with.
    func beginning() throws(StorageError) -> ContractState {
        let base = try self.file.read("read the beginning") { try ChainRows.base($0) }
        do {
            guard base > 0 else { return try ContractState(genesis: self.genesis) }
            let (head, entries) = try SnapshotFile.read(self.keptSnapshot(at: base).path, genesis: self.genesis)
            return try ContractState(genesis: self.genesis, entries: entries, tip: head.block.block.header)
        } catch let error as StorageError {
            throw error
        } catch {
            throw .failed(file: self.path, action: "begin the execution", reason: "\(error)")
        }
    }
}
