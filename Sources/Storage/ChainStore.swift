internal import CanonicalCBOR
public import Consensus
public import Contract
internal import GRDB
internal import Identity
public import Ledger
internal import Metering
internal import Platform

/// The replica's chain in `chain.db`: blocks with their certificates, the contract's state, events and read models.
///
/// A block, its certificate, the state that it changed and its events are one transaction, durable when
/// ``append(_:outcome:)`` returns. Everything that comes back is checked against the hashes it was written with.
public actor ChainStore {
    /// Name of the file in the data directory.
    public static let fileName = "chain.db"
    /// How many blocks before the tip are read back on every start.
    private static let checkedOnStart: UInt64 = 64

    public nonisolated let path: String
    private let executor: ThreadExecutor
    let genesis: Genesis
    private(set) var file: SQLiteFile
    /// The last block.
    public internal(set) var tip: ChainTip

    public nonisolated var unownedExecutor: UnownedSerialExecutor { self.executor.asUnownedSerialExecutor() }

    /// Opens the chain in a data directory, or begins it there, and checks what it holds.
    ///
    /// - Throws: ``StorageError`` that names the file, what was found in it and what to do.
    public static func open(
        directory: String, genesis: Genesis, access: FileAccess = .readWrite
    ) async throws(StorageError) -> ChainStore {
        let executor = ThreadExecutor(name: "chain-store")
        return try await OpeningThread(executor).run { () throws(StorageError) in
            try ChainStore(directory: directory, genesis: genesis, access: access, executor: executor)
        }
    }

    private init(
        directory: String, genesis: Genesis, access: FileAccess, executor: ThreadExecutor
    ) throws(StorageError) {
        let path = directory + "/" + Self.fileName
        let file = try SQLiteFile(path, access: access, migrator: ChainSchema.migrator)
        if access == .readWrite { try Self.beginIfNew(file, genesis: genesis) }
        try Self.checkGenesis(of: file, genesis)
        if access == .readWrite { try Self.settleSnapshot(file, directory: directory) }
        self.path = path
        self.executor = executor
        self.genesis = genesis
        self.file = file
        self.tip = try Self.checkedTip(of: file, genesis: genesis)
    }

    /// Enters the genesis and its state into an empty file.
    private static func beginIfNew(_ file: SQLiteFile, genesis: Genesis) throws(StorageError) {
        let isNew = try file.read("read the genesis") {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM meta") == 0
        }
        guard isNew else { return }
        let entries: [StateEntry]
        do throws(ContractError) {
            entries = try ContractState(genesis: genesis).entries()
        } catch {
            throw .failed(file: file.path, action: "begin the chain", reason: "\(error)")
        }
        try file.write("begin the chain") { database in
            try database.execute(
                sql: "INSERT INTO meta VALUES ('genesis hash', ?), ('genesis', ?)",
                arguments: [genesis.hash.bytes.data, genesis.encoded().data])
            try ChainRows.put(entries, database)
        }
    }

    private static func checkGenesis(of file: SQLiteFile, _ genesis: Genesis) throws(StorageError) {
        let stored = try file.read("read the genesis") {
            try [UInt8].fetchData($0, sql: "SELECT value FROM meta WHERE key = 'genesis hash'")
        }
        guard let hash = stored.flatMap(Digest.init(bytes:)) else {
            throw .damaged(file: file.path, found: "no genesis hash in it", goodThrough: nil)
        }
        guard hash == genesis.hash else {
            throw .wrongGenesis(file: file.path, expected: genesis.hash, found: hash)
        }
    }

    /// The tip, once the last blocks, their links and the state under the tip's root have been read back.
    private static func checkedTip(of file: SQLiteFile, genesis: Genesis) throws(StorageError) -> ChainTip {
        do throws(StorageError) {
            return try file.read("check the chain") { database in
                try ChainCheck(database: database, path: file.path, genesis: genesis).tip(last: Self.checkedOnStart)
            }
        } catch {
            guard case .damaged(let path, let found, _) = error else { throw error }
            let good = try file.read("find the last good block") { database in
                ChainCheck(database: database, path: file.path, genesis: genesis).lastGoodHeight()
            }
            throw .damaged(file: path, found: found, goodThrough: good)
        }
    }

    /// Appends the next final block with what the contract made of it.
    ///
    /// The caller has verified the certificate's signatures and executed the block. Durable on return.
    public func append(_ final: FinalizedBlock, outcome: BlockOutcome) throws(StorageError) {
        try self.append(FinalizedRange(final), outcomes: [outcome])
    }

    /// Appends the next final blocks with what the contract made of each; all in one transaction, durable on return.
    ///
    /// The caller has verified the certificate's signatures and executed the blocks.
    public func append(_ range: FinalizedRange, outcomes: [BlockOutcome]) throws(StorageError) {
        try self.checkNext(range, outcomes)
        let last = range.blocks.count - 1
        try self.file.write("append blocks \(range.firstHeight) to \(range.lastHeight)") { database in
            for (index, (block, outcome)) in zip(range.blocks, outcomes).enumerated() {
                try ChainRows.put(block, index == last ? (range.certificate, range.tail) : nil, database)
                try ChainRows.put(outcome.events, height: block.header.height, database)
            }
            let changed = Self.lastChanges(outcomes)
            try ChainRows.put(changed, database)
            try ReadModels.update(database, with: changed)
        }
        if let header = range.blocks.last?.header { self.tip = ChainTip(header) }
    }

    /// What the blocks changed together: a meter's register changes in each of them, and is written once.
    private static func lastChanges(_ outcomes: [BlockOutcome]) -> [StateEntry] {
        guard outcomes.count > 1 else { return outcomes.first?.changed ?? [] }
        var last: [StateKey: StateEntry] = [:]
        for entry in outcomes.flatMap(\.changed) { last[entry.key] = entry }
        return last.values.sorted { $0.key < $1.key }
    }

    private func checkNext(_ range: FinalizedRange, _ outcomes: [BlockOutcome]) throws(StorageError) {
        var tip = self.tip
        for (index, block) in range.blocks.enumerated() {
            let outcome = outcomes.indices.contains(index) ? outcomes[index] : nil
            if let problem = Self.problem(block.header, after: tip, outcome) {
                throw self.notNext(block.header.height, after: tip, problem)
            }
            tip = ChainTip(block.header)
        }
        guard let block = range.blocks.last,
            FinalizedBlock(block: block, certificate: range.certificate, link: range.tail).isLinked
        else { throw self.notNext(range.lastHeight, after: self.tip, "its certificate does not finalize it") }
    }

    private static func problem(_ header: BlockHeader, after tip: ChainTip, _ outcome: BlockOutcome?) -> String? {
        if header.height != tip.height + 1 {
            "another height is next"
        } else if header.parent != tip.hash {
            "its parent is \(header.parent.hex), the last block is \(tip.hash.hex)"
        } else if header.time <= tip.time {
            "its time \(header.time) is not after \(tip.time)"
        } else if outcome?.stateRoot != header.stateRoot {
            "the state's root is \(outcome?.stateRoot.hex ?? "unknown"), the header promises \(header.stateRoot.hex)"
        } else {
            nil
        }
    }

    private func notNext(_ height: UInt64, after tip: ChainTip, _ reason: String) -> StorageError {
        .notNext(file: self.path, expectedHeight: tip.height + 1, foundHeight: height, reason: reason)
    }

    /// Writes everything into the main file and closes it.
    public func close() throws(StorageError) { try self.file.close() }
}
