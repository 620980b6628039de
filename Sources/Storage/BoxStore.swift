internal import Foundation
internal import GRDB
public import Identity
internal import Platform

/// What a box must not forget and the chain does not know yet, in `box.db`: bodies of transactions that wait to be
/// submitted, the switching journal, and small values such as the last register of each meter.
///
/// Every call is one transaction, durable on return.
public actor BoxStore {
    /// Name of the file in the data directory.
    public static let fileName = "box.db"

    public nonisolated let path: String
    private let executor: ThreadExecutor
    private(set) var file: SQLiteFile

    public nonisolated var unownedExecutor: UnownedSerialExecutor { self.executor.asUnownedSerialExecutor() }

    /// Opens the file in a data directory, or begins it there.
    ///
    /// - Parameter genesis: hash of the zone's genesis; another zone's file is refused.
    public static func open(
        directory: String, genesis: Digest, access: FileAccess = .readWrite
    ) async throws(StorageError) -> BoxStore {
        let executor = ThreadExecutor(name: "box-store")
        return try await OpeningThread(executor).run { () throws(StorageError) in
            try BoxStore(directory: directory, genesis: genesis, access: access, executor: executor)
        }
    }

    private init(
        directory: String, genesis: Digest, access: FileAccess, executor: ThreadExecutor
    ) throws(StorageError) {
        let path = directory + "/" + Self.fileName
        let file = try SQLiteFile(path, access: access, migrator: BoxSchema.migrator)
        self.path = path
        self.executor = executor
        self.file = file
        if access == .readWrite { try Self.checkWhole(file) }
        try Self.checkGenesis(of: file, genesis, access: access)
    }

    /// A box's own file has no hashes: SQLite's own check is what there is.
    private static func checkWhole(_ file: SQLiteFile) throws(StorageError) {
        let result = try file.read("check") { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
        guard result == "ok" else {
            throw .damaged(file: file.path, found: result ?? "no answer of quick_check", goodThrough: nil)
        }
    }

    private static func checkGenesis(
        of file: SQLiteFile, _ genesis: Digest, access: FileAccess
    ) throws(StorageError) {
        if access == .readWrite {
            try file.write("begin") {
                try $0.execute(
                    sql: "INSERT OR IGNORE INTO meta VALUES ('genesis hash', ?)", arguments: [genesis.bytes.data])
            }
        }
        let stored = try file.read("read the genesis") {
            try [UInt8].fetchData($0, sql: "SELECT value FROM meta WHERE key = 'genesis hash'")
        }
        guard let found = stored.flatMap(Digest.init(bytes:)) else {
            throw .damaged(file: file.path, found: "no genesis hash in it", goodThrough: nil)
        }
        guard found == genesis else { throw .wrongGenesis(file: file.path, expected: genesis, found: found) }
    }

    func synchronousLevel() throws(StorageError) -> Int { try self.file.synchronousLevel() }

    /// Writes everything into the main file and closes it.
    public func close() throws(StorageError) { try self.file.close() }
}
