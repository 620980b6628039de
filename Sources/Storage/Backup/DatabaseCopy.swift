internal import GRDB
internal import Glibc

/// A copy of a SQLite file at one moment, also while a service writes to it.
public enum DatabaseCopy {
    /// Copies by SQLite's online backup, which holds up no writer; the copy is one file, checked and durable on return.
    ///
    /// - Parameter path: where no file is yet.
    public static func make(of source: String, at path: String) throws(StorageError) {
        guard OpenFile.exists(source) else { throw .notFound(file: source) }
        guard !OpenFile.exists(path) else { throw .failed(file: path, action: "copy", reason: "it exists already") }
        do {
            var reading = Configuration()
            reading.readonly = true
            reading.busyMode = .timeout(5)
            let copy = try DatabaseQueue(path: path)
            let original = try DatabaseQueue(path: source, configuration: reading)
            try original.backup(to: copy)
            // Without a write-ahead log of its own it is whole by itself.
            try copy.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
            let found = try copy.read { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
            guard found == "ok" else {
                throw StorageError.damaged(file: source, found: found ?? "no answer of quick_check", goodThrough: nil)
            }
            try original.close()
            try copy.close()
        } catch let error as StorageError {
            throw error
        } catch let error as DatabaseError {
            throw StorageError(error, file: source, action: "copy")
        } catch {
            throw .failed(file: source, action: "copy", reason: "\(error)")
        }
        try OpenFile(path, flags: O_RDWR).sync()
    }
}
