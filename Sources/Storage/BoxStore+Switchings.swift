internal import Foundation
internal import GRDB
public import Ledger
public import Metering

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
            return try Row.fetchAll(database, sql: sql, arguments: arguments).map(SwitchingEntry.init(row:))
        }
    }

    /// The newest entries of a meter, the newest first.
    public func lastSwitchings(of meter: MeterID, count: Int) throws(StorageError) -> [SwitchingEntry] {
        try self.file.read("read the switching journal") { database in
            let sql = "SELECT id, meter, time_ms, text, record FROM switchings WHERE meter = ? ORDER BY id DESC LIMIT ?"
            return try Row.fetchAll(database, sql: sql, arguments: [meter.number, max(count, 0)])
                .map(SwitchingEntry.init(row:))
        }
    }
}

extension SwitchingEntry {
    fileprivate init(row: Row) throws {
        self.init(
            id: row[0], meter: MeterID(try row.decode(UInt32.self, atIndex: 1)), time: UTCTime(milliseconds: row[2]),
            text: row[3], record: try row.bytes(4))
    }
}
