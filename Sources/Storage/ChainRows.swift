internal import CanonicalCBOR
internal import Contract
internal import Foundation
internal import GRDB
internal import Identity
internal import Ledger
internal import Metering

/// The rows of `chain.db`, in and out.
enum ChainRows {
    /// A block's row as it stands.
    struct BlockRow {
        let height: UInt64
        let hash: [UInt8]
        let bytes: [UInt8]
        /// The certificate and the headers that link the block to it; empty where a later block's makes it final too.
        let proof: [UInt8]

        var size: Int { self.bytes.count + self.proof.count }

        /// The block with its proof, if it has one, once its bytes have its hash and the proof is for it.
        func decoded(path: String) throws -> StoredBlock {
            do {
                let block = try Block(decoding: self.bytes)
                let proof = self.proof.isEmpty ? nil : try ChainRows.proof(self.proof)
                let stored = StoredBlock(block: block, certificate: proof?.certificate, link: proof?.link ?? [])
                guard block.hash.bytes == self.hash, block.header.height == self.height, stored.isSound else {
                    throw self.damage(path, "its bytes do not have its hash")
                }
                return stored
            } catch let error as CBORError {
                throw self.damage(path, error.description)
            }
        }

        private func damage(_ path: String, _ reason: String) -> StorageError {
            .damaged(file: path, found: "block \(self.height): \(reason)", goodThrough: nil)
        }
    }

    static func height(_ database: Database) throws -> UInt64 {
        UInt64(clamping: try Int64.fetchOne(database, sql: "SELECT max(height) FROM blocks") ?? 0)
    }

    /// - Parameter proof: the certificate and the headers that lead to it; nil where a later block's makes this one final
    ///   too.
    static func put(
        _ block: Block, _ proof: (certificate: Certificate, link: [BlockHeader])?, _ database: Database
    ) throws {
        let header = block.header
        let bytes = proof.map { CBOR.array([$0.certificate.cbor, .array($0.link.map(\.cbor))]).encoded() } ?? []
        try database.cachedStatement(sql: "INSERT INTO blocks VALUES (?, ?, ?, ?, ?, ?, ?, ?)").execute(
            arguments: [
                Int64(header.height), header.hash.bytes.data, header.parent.bytes.data, Int64(header.view),
                header.time.milliseconds, Int64(header.transactionCount), block.encoded().data,
                bytes.data,
            ])
    }

    /// The height of the snapshot that the chain began with; 0 where it began with the genesis.
    static func base(_ database: Database) throws -> UInt64 {
        let text = try String.fetchOne(database, sql: "SELECT value FROM meta WHERE key = 'base height'")
        return text.flatMap { UInt64($0) } ?? 0
    }

    static func put(_ entries: [StateEntry], _ database: Database) throws {
        let statement = try database.cachedStatement(sql: "INSERT OR REPLACE INTO state VALUES (?, ?, ?)")
        for entry in entries {
            try statement.execute(
                arguments: [Int64(entry.key.kind.rawValue), Int64(entry.key.number), entry.bytes.data])
        }
    }

    static func put(_ events: [ContractEvent], height: UInt64, _ database: Database) throws {
        let statement = try database.cachedStatement(sql: "INSERT INTO events VALUES (?, ?, ?, ?)")
        for (position, event) in events.enumerated() {
            try statement.execute(arguments: [Int64(height), position, event.kindName, event.description])
        }
    }

    static func blocks(
        from height: UInt64, count: Int, _ database: Database
    ) throws -> AnyCursor<BlockRow> {
        let sql = "SELECT height, hash, bytes, certificate FROM blocks WHERE height >= ? ORDER BY height LIMIT ?"
        let rows = try Row.fetchCursor(
            database, sql: sql, arguments: [Int64(clamping: height), Int64(max(count, 0))])
        return AnyCursor(
            rows.map { row in
                BlockRow(
                    height: UInt64(clamping: try row.decode(Int64.self, atIndex: 0)), hash: try row.bytes(1),
                    bytes: try row.bytes(2), proof: try row.bytes(3))
            })
    }

    /// Reads what the column `certificate` holds: the certificate and the headers between the block and it.
    static func proof(_ bytes: [UInt8]) throws(CBORError) -> (certificate: Certificate, link: [BlockHeader]) {
        var fields = try CBORFields(decoding: bytes, of: "proof")
        var record = try fields.fields("certificate")
        let certificate = try Certificate(&record)
        try record.end()
        let link = try fields.list("link", atMost: FinalizedRange.maximumTail) { (item) throws(CBORError) in
            try BlockHeader(&item)
        }
        try fields.end()
        return (certificate, link)
    }

    /// All entries, sorted by key.
    static func state(_ database: Database, path: String) throws -> [StateEntry] {
        let rows = try Row.fetchCursor(database, sql: "SELECT kind, number, bytes FROM state ORDER BY kind, number")
        var entries: [StateEntry] = []
        while let row = try rows.next() {
            let raw = try row.decode(Int64.self, atIndex: 0)
            let number = try row.decode(Int64.self, atIndex: 1)
            guard let kind = UInt8(exactly: raw).flatMap(StateKind.init), let number = UInt32(exactly: number) else {
                throw StorageError.damaged(
                    file: path, found: "a state entry of the unknown kind \(raw), number \(number)", goodThrough: nil)
            }
            entries.append(StateEntry(key: StateKey(kind, number), bytes: try row.bytes(2)))
        }
        return entries
    }

    private static let eventColumns =
        "SELECT e.height, e.position, b.time_ms, e.kind, e.text FROM events e JOIN blocks b ON b.height = e.height"

    static func events(since height: UInt64, kind: String?, limit: Int, _ database: Database) throws -> [StoredEvent] {
        let filter = kind == nil ? "" : "AND e.kind = :kind"
        return try self.events(
            database, sql: "\(self.eventColumns) WHERE e.height > :height \(filter) ORDER BY 1, 2 LIMIT :limit",
            arguments: ["height": Int64(clamping: height), "limit": max(limit, 0)]
                + (kind.map { ["kind": $0] } ?? [:]))
    }

    static func lastEvents(_ count: Int, _ database: Database) throws -> [StoredEvent] {
        try self.events(
            database, sql: "\(self.eventColumns) ORDER BY e.height DESC, e.position DESC LIMIT :limit",
            arguments: ["limit": max(count, 0)]
        ).reversed()
    }

    /// - Parameter index: of the transaction in its block.
    static func transaction(_ index: Int, of block: Block, _ database: Database) throws -> FinalTransaction {
        let signed = block.transactions[index]
        let head = ContractEvent.failure(
            of: signed.transaction.body.kindName, index: UInt32(clamping: index), id: signed.id,
            sender: signed.transaction.sender)
        let failures = try String.fetchAll(
            database, sql: "SELECT text FROM events WHERE height = ? AND kind = 'transactionFailed'",
            arguments: [Int64(clamping: block.header.height)])
        return FinalTransaction(
            transaction: signed,
            failure: failures.first { $0.hasPrefix(head) }.map { String($0.dropFirst(head.count)) })
    }

    private static func events(
        _ database: Database, sql: String, arguments: StatementArguments
    ) throws -> [StoredEvent] {
        try Row.fetchAll(database, sql: sql, arguments: arguments).map { row in
            StoredEvent(
                height: UInt64(clamping: try row.decode(Int64.self, atIndex: 0)),
                position: try row.decode(Int.self, atIndex: 1),
                time: UTCTime(milliseconds: try row.decode(Int64.self, atIndex: 2)),
                kind: try row.decode(String.self, atIndex: 3), text: try row.decode(String.self, atIndex: 4))
        }
    }
}

extension Row {
    func bytes(_ index: Int) throws -> [UInt8] { Array(try self.decode(Data.self, atIndex: index)) }
}

extension [UInt8] {
    var data: Data { Data(self) }

    /// The first column of the first row.
    static func fetchData(_ database: Database, sql: String) throws -> [UInt8]? {
        try Data.fetchOne(database, sql: sql).map(Array.init)
    }
}
