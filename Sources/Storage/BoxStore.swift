internal import CanonicalCBOR
internal import Foundation
internal import GRDB
public import Identity
public import Ledger
public import Metering
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
    private let file: SQLiteFile

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

/// The outbox. Bodies are signed when they are submitted, so that days offline leave no gap in the sequence.
extension BoxStore {
    /// Queues bodies behind those that wait, and sets values in the same transaction.
    ///
    /// Queue an interval's readings together with the registers that they end at, so that neither is ever without the
    /// other.
    /// - Returns: the new items' numbers, in the same order.
    @discardableResult
    public func enqueue(
        _ bodies: [TransactionBody], at time: UTCTime, setting values: [(key: String, value: [UInt8])] = []
    ) throws(StorageError) -> [Int64] {
        try self.file.write("queue transactions") { database in
            let ids = try bodies.map { body in
                try database.cachedStatement(sql: "INSERT INTO outbox (body, queued_ms) VALUES (?, ?)")
                    .execute(arguments: [body.cbor.encoded().data, time.milliseconds])
                return database.lastInsertedRowID
            }
            try Self.set(values, database)
            return ids
        }
    }

    /// The first items of the queue.
    public func head(_ count: Int) throws(StorageError) -> [OutboxItem] {
        try self.file.read("read the outbox") { database in
            let sql = "SELECT id, body, queued_ms, sequence FROM outbox ORDER BY id LIMIT ?"
            return try Row.fetchAll(database, sql: sql, arguments: [max(count, 0)]).map { row in
                try self.item(row)
            }
        }
    }

    private func item(_ row: Row) throws -> OutboxItem {
        let id = try row.decode(Int64.self, atIndex: 0)
        do throws(CBORError) {
            var fields = try CBORFields(decoding: Array(row[1] as Data), of: "transaction body")
            let body = try TransactionBody(&fields)
            try fields.end()
            return OutboxItem(
                id: id, body: body, queuedAt: UTCTime(milliseconds: row[2]),
                sequence: (row[3] as Int64?).map { UInt64(bitPattern: $0) })
        } catch {
            throw StorageError.damaged(file: self.path, found: "outbox item \(id): \(error)", goodThrough: nil)
        }
    }

    /// How many bodies wait.
    public func waiting() throws(StorageError) -> Int {
        try self.file.read("count the outbox") { try Int.fetchOne($0, sql: "SELECT count(*) FROM outbox") ?? 0 }
    }

    /// Notes the sequence number under which an item is about to be submitted. Call it before sending; again for a
    /// new try.
    public func markSubmitted(_ id: Int64, sequence: UInt64) throws(StorageError) {
        try self.file.write("mark a submission") {
            try $0.execute(
                sql: "UPDATE outbox SET sequence = ? WHERE id = ?", arguments: [Int64(bitPattern: sequence), id])
        }
    }

    /// Drops an item whose transaction is final on the chain.
    public func confirmed(_ id: Int64) throws(StorageError) {
        try self.file.write("confirm a submission") {
            try $0.execute(sql: "DELETE FROM outbox WHERE id = ?", arguments: [id])
        }
    }

    /// Drops the items that were submitted under sequence numbers up to this one, all of which are final.
    public func confirmed(throughSequence sequence: UInt64) throws(StorageError) {
        try self.file.write("confirm submissions") {
            try $0.execute(
                sql: "DELETE FROM outbox WHERE sequence <= ?", arguments: [Int64(clamping: sequence)])
        }
    }
}

/// The switching journal: append only.
extension BoxStore {
    @discardableResult
    public func recordSwitching(
        of meter: MeterID, at time: UTCTime, text: String, record: [UInt8]
    ) throws(StorageError) -> Int64 {
        try self.file.write("journal a switching") { database in
            try database.execute(
                sql: "INSERT INTO switchings (meter, time_ms, text, record) VALUES (?, ?, ?, ?)",
                arguments: [meter.number, time.milliseconds, text, record.data])
            return database.lastInsertedRowID
        }
    }

    /// Entries in the order of their writing, after the one numbered `id`.
    public func switchings(
        after id: Int64 = 0, of meter: MeterID? = nil, limit: Int = 1000
    ) throws(StorageError) -> [SwitchingEntry] {
        try self.file.read("read the switching journal") { database in
            let filter = meter == nil ? "" : "AND meter = :meter"
            let sql = """
                SELECT id, meter, time_ms, text, record FROM switchings WHERE id > :id \(filter) ORDER BY id LIMIT :limit
                """
            var arguments: StatementArguments = ["id": id, "limit": max(limit, 0)]
            if let meter { arguments += ["meter": meter.number] }
            return try Row.fetchAll(database, sql: sql, arguments: arguments).map { row in
                SwitchingEntry(
                    id: row[0], meter: MeterID(try row.decode(UInt32.self, atIndex: 1)),
                    time: UTCTime(milliseconds: row[2]), text: row[3], record: try row.bytes(4))
            }
        }
    }
}

/// Small values by name.
extension BoxStore {
    public func value(_ key: String) throws(StorageError) -> [UInt8]? {
        try self.file.read("read a value") {
            try Data.fetchOne($0, sql: "SELECT value FROM \"values\" WHERE key = ?", arguments: [key]).map(Array.init)
        }
    }

    /// All values whose name starts with `prefix`, in the order of their names.
    public func values(prefix: String) throws(StorageError) -> [(key: String, value: [UInt8])] {
        try self.file.read("read values") { database in
            let sql = "SELECT key, value FROM \"values\" WHERE substr(key, 1, length(:prefix)) = :prefix ORDER BY key"
            return try Row.fetchAll(database, sql: sql, arguments: ["prefix": prefix]).map { row in
                (key: try row.decode(String.self, atIndex: 0), value: try row.bytes(1))
            }
        }
    }

    public func setValues(_ values: [(key: String, value: [UInt8])]) throws(StorageError) {
        try self.file.write("set values") { try Self.set(values, $0) }
    }

    private static func set(_ values: [(key: String, value: [UInt8])], _ database: Database) throws {
        for (key, value) in values {
            try database.cachedStatement(sql: "INSERT OR REPLACE INTO \"values\" VALUES (?, ?)")
                .execute(arguments: [key, value.data])
        }
    }
}
