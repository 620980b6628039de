internal import Foundation
internal import GRDB

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

    static func set(_ values: [(key: String, value: [UInt8])], _ database: Database) throws {
        for (key, value) in values {
            try database.cachedStatement(sql: "INSERT OR REPLACE INTO \"values\" VALUES (?, ?)")
                .execute(arguments: [key, value.data])
        }
    }
}
