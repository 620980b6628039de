internal import GRDB
internal import Glibc

/// A SQLite file in WAL mode whose commits are on the disk when they return, unless it is opened otherwise.
///
/// Writers hold a lock on a file beside it; readers of other processes need none. Not for use from several threads:
/// each store keeps it on its own.
struct SQLiteFile: Sendable {
    let path: String
    private let queue: DatabaseQueue
    private let lock: OpenFile?
    private var isClosed = false

    /// When a commit waits for the disk.
    enum Synchronous: Int, Sendable {
        /// At checkpoints only: the file stays whole, and a power cut may take the last commits.
        case normal = 1
        /// Always.
        case full = 2
    }

    init(
        _ path: String, access: FileAccess, migrator: DatabaseMigrator, synchronous: Synchronous = .full
    ) throws(StorageError) {
        self.path = path
        switch access {
        case .readOnly:
            guard OpenFile.exists(path) else { throw .notFound(file: path) }
            self.lock = nil
        case .readWrite:
            let lock = try OpenFile(path + ".lock", flags: O_RDWR | O_CREAT)
            do throws(StorageError) {
                try lock.lock()
            } catch {
                if case .locked = error { throw .locked(file: path) }
                throw error
            }
            self.lock = lock
            try Self.syncWriteAheadLog(of: path)
        }
        self.queue = try Self.attempt(path, "open") { try Self.open(path, access: access, synchronous) }
        try Self.attempt(path, "migrate") {
            if try self.queue.read({ try migrator.hasBeenSuperseded($0) }) {
                throw StorageError.newerSchema(file: path)
            }
            if access == .readWrite { try migrator.migrate(self.queue) }
        }
        if access == .readWrite { try OpenFile.syncDirectory(OpenFile.folder(of: path)) }
    }

    private static func open(
        _ path: String, access: FileAccess, _ synchronous: Synchronous
    ) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = access == .readOnly
        // Checkpoints of another process's reader may hold a lock for a moment.
        configuration.busyMode = .timeout(5)
        configuration.label = path
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        guard access == .readWrite else { return queue }
        try queue.writeWithoutTransaction { database in
            let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
            try database.execute(sql: "PRAGMA synchronous = \(synchronous.rawValue)")
            let level = try Int.fetchOne(database, sql: "PRAGMA synchronous")
            guard mode == "wal", level == synchronous.rawValue else {
                throw StorageError.failed(
                    file: path, action: "set up",
                    reason: "expected WAL and synchronous \(synchronous.rawValue), found "
                        + "\(mode ?? "nothing") and \(level.map(String.init) ?? "nothing")")
            }
        }
        return queue
    }

    /// What a killed process wrote and did not sync is read back as committed: it has to be durable first.
    private static func syncWriteAheadLog(of path: String) throws(StorageError) {
        guard OpenFile.exists(path + "-wal") else { return }
        try OpenFile(path + "-wal", flags: O_RDONLY).sync()
    }

    func read<Value>(_ action: String, _ body: (Database) throws -> Value) throws(StorageError) -> Value {
        try self.checkOpen(action)
        return try Self.attempt(self.path, action) { try self.queue.read(body) }
    }

    /// One transaction: all of it is durable on return, or nothing changed.
    func write<Value>(_ action: String, _ body: (Database) throws -> Value) throws(StorageError) -> Value {
        try self.checkOpen(action)
        do throws(StorageError) {
            return try Self.attempt(self.path, action) { try self.queue.write(body) }
        } catch {
            throw self.explained(error)
        }
    }

    /// SQLite tells only of ENOSPC what it is; a file system that turned read-only under it, or a quota that is used up,
    /// is an I/O error like that of a dying disk. A write of our own shows which.
    private func explained(_ found: StorageError) -> StorageError {
        guard case .failed = found else { return found }
        do throws(StorageError) {
            try OpenFile.probe(self.path + ".probe")
            return found
        } catch {
            switch error {
            case .diskFull: return .diskFull(file: self.path)
            case .readOnly: return .readOnly(file: self.path)
            default: return found
            }
        }
    }

    /// A closed connection must never reach SQLite.
    private func checkOpen(_ action: String) throws(StorageError) {
        guard !self.isClosed else {
            throw .failed(file: self.path, action: action, reason: "this store was closed")
        }
    }

    /// Moves everything from the write-ahead log into the file and closes it; nothing happens the second time.
    ///
    /// Also where this throws, it is closed and others may have it.
    mutating func close() throws(StorageError) {
        guard !self.isClosed else { return }
        self.isClosed = true
        let problems = [
            self.problem(self.moveLog), self.problem(self.queue.close), self.problem { try self.lock?.unlock() },
        ]
        if let first = problems.compactMap({ $0 }).first { throw first }
    }

    private func moveLog() throws {
        guard self.lock != nil else { return }
        try self.queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
    }

    /// What hinders a part of the closing.
    private func problem(_ body: () throws -> Void) -> StorageError? {
        do throws(StorageError) {
            try Self.attempt(self.path, "close", body)
            return nil
        } catch { return error }
    }

    /// The level of `PRAGMA synchronous`: 2 is FULL.
    func synchronousLevel() throws(StorageError) -> Int {
        try self.read("read a setting") { try Int.fetchOne($0, sql: "PRAGMA synchronous") ?? 0 }
    }

    private static func attempt<Value>(
        _ path: String, _ action: String, _ body: () throws -> Value
    ) throws(StorageError) -> Value {
        do {
            return try body()
        } catch let error as StorageError {
            throw error
        } catch let error as DatabaseError {
            throw StorageError(error, file: path, action: action)
        } catch let error as RowDecodingError {
            throw .damaged(file: path, found: "a row cannot be read: \(error)", goodThrough: nil)
        } catch {
            throw .failed(file: path, action: action, reason: "\(error)")
        }
    }
}
