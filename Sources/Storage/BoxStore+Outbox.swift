internal import CanonicalCBOR
internal import Foundation
internal import GRDB
public import Ledger
public import Metering

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
            let ids = try bodies.map { try BoxStore.append($0, at: time, database) }
            try BoxStore.set(values, database)
            return ids
        }
    }

    /// Puts a transaction at the end of the queue with a value that was never set; both are durable on return.
    ///
    /// - Returns: false where the value was set before, and then nothing changed.
    public func enqueue(
        _ body: TransactionBody, at time: UTCTime, settingOnce key: String, _ value: [UInt8]
    ) throws(StorageError) -> Bool {
        try self.file.write("queue a transaction once") { database in
            try database.cachedStatement(sql: "INSERT OR IGNORE INTO \"values\" VALUES (?, ?)")
                .execute(arguments: [key, value.data])
            guard database.changesCount == 1 else { return false }
            _ = try BoxStore.append(body, at: time, database)
            return true
        }
    }

    /// - Returns: the new item's number.
    private static func append(_ body: TransactionBody, at time: UTCTime, _ database: Database) throws -> Int64 {
        try database.cachedStatement(sql: "INSERT INTO outbox (body, queued_ms) VALUES (?, ?)")
            .execute(arguments: [body.cbor.encoded().data, time.milliseconds])
        return database.lastInsertedRowID
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

    /// Notes the sequence number under which items are about to be submitted as one transaction. Call it before sending;
    /// again for a new try.
    public func markSubmitted(_ ids: [Int64], sequence: UInt64) throws(StorageError) {
        try self.setSequence(Int64(bitPattern: sequence), of: ids, "mark a submission")
    }

    /// Takes back that items were submitted: they are to be submitted anew.
    public func returned(_ ids: [Int64]) throws(StorageError) {
        try self.setSequence(nil, of: ids, "return a submission")
    }

    private func setSequence(_ sequence: Int64?, of ids: [Int64], _ act: String) throws(StorageError) {
        try self.file.write(act) { database in
            for id in ids {
                try database.cachedStatement(sql: "UPDATE outbox SET sequence = ? WHERE id = ?")
                    .execute(arguments: [sequence, id])
            }
        }
    }

    /// Drops items whose transaction is final on the chain: all of them, or none.
    public func confirmed(_ ids: [Int64]) throws(StorageError) {
        try self.file.write("confirm a submission") { database in
            for id in ids {
                try database.cachedStatement(sql: "DELETE FROM outbox WHERE id = ?").execute(arguments: [id])
            }
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
