internal import GRDB
public import Metering
internal import Platform

/// What the meters told in the last weeks, in `telemetry.db`, for the detection of losses.
///
/// It is worth nothing beside polling and bills: a power cut may take the last commits, and a damaged file is set aside
/// and begun anew. Whoever uses it goes on without it where it fails.
public actor TelemetryStore {
    /// Name of the file in the data directory.
    public static let fileName = "telemetry.db"
    /// Bytes beyond which the oldest samples go: 400 meters of 15 quantities each quarter of an hour over 46 days, 31 bytes
    /// a sample, are about three quarters of it.
    public static let mostBytes = 1 << 30

    public nonisolated let path: String
    private let mostBytes: Int
    private let executor: ThreadExecutor
    private var file: SQLiteFile
    private var meters: [String: Int64] = [:]

    public nonisolated var unownedExecutor: UnownedSerialExecutor { self.executor.asUnownedSerialExecutor() }

    /// Opens the file in a data directory, or begins it there.
    ///
    /// - Returns: the store, and where a damaged file was put, if there was one; the one before it is replaced.
    public static func open(
        directory: String, mostBytes: Int = mostBytes
    ) async throws(StorageError) -> (store: TelemetryStore, aside: String?) {
        let executor = ThreadExecutor(name: "telemetry")
        let path = directory + "/" + self.fileName
        return try await OpeningThread(executor).run { () throws(StorageError) in
            do throws(StorageError) {
                return (try TelemetryStore(path, mostBytes, executor), nil)
            } catch {
                guard case .damaged = error else { throw error }
                let aside = try self.setAside(path)
                return (try TelemetryStore(path, mostBytes, executor), aside)
            }
        }
    }

    private init(_ path: String, _ mostBytes: Int, _ executor: ThreadExecutor) throws(StorageError) {
        let file = try Self.begin(path)
        self.path = path
        self.mostBytes = mostBytes
        self.executor = executor
        self.file = file
    }

    private static func begin(_ path: String) throws(StorageError) -> SQLiteFile {
        let file = try SQLiteFile(path, access: .readWrite, migrator: TelemetrySchema.migrator, synchronous: .normal)
        let result = try file.read("check") { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
        guard result == "ok" else {
            throw .damaged(file: path, found: result ?? "no answer of quick_check", goodThrough: nil)
        }
        return file
    }

    private static func setAside(_ path: String) throws(StorageError) -> String {
        let aside = path + ".damaged"
        for part in ["", "-wal", "-shm"] {
            if OpenFile.exists(path + part) {
                try OpenFile.rename(path + part, to: aside + part)
            } else if OpenFile.exists(aside + part) {
                try OpenFile.remove(aside + part)
            }
        }
        try OpenFile.syncDirectory(OpenFile.folder(of: path))
        return aside
    }

    /// Puts the file aside, after it was found to be damaged, and begins another.
    ///
    /// - Returns: where the damaged one is kept.
    public func beginAnew() throws(StorageError) -> String {
        // It is closed all the same; what could not be moved from its log is set aside with it.
        try? self.file.close()
        let aside = try Self.setAside(self.path)
        self.meters = [:]
        self.file = try Self.begin(self.path)
        return aside
    }

    /// Keeps samples, in one transaction. Where the file has grown to its limit, the oldest go for them.
    public func append(_ samples: [TelemetrySample]) throws(StorageError) {
        guard !samples.isEmpty else { return }
        let (known, most) = (self.meters, self.mostBytes)
        self.meters = try self.file.write("keep telemetry") { database in
            var meters = known
            for sample in samples {
                let meter = try meters[sample.meter] ?? Self.number(of: sample.meter, database)
                meters[sample.meter] = meter
                try database.cachedStatement(sql: "INSERT OR REPLACE INTO samples VALUES (?, ?, ?, ?)")
                    .execute(arguments: [
                        sample.time.milliseconds, meter, Int64(sample.quantity.packed), sample.value,
                    ])
            }
            if try Self.usedBytes(database) > most {
                _ = try Self.remove(before: .max, atMost: max(64, 2 * samples.count), database)
            }
            return meters
        }
    }

    private static func number(of meter: String, _ database: Database) throws -> Int64 {
        try database.execute(sql: "INSERT OR IGNORE INTO meters (label) VALUES (?)", arguments: [meter])
        return try Int64.fetchOne(database, sql: "SELECT id FROM meters WHERE label = ?", arguments: [meter]) ?? 0
    }

    private static func usedBytes(_ database: Database) throws -> Int {
        func value(_ name: String) throws -> Int { try Int.fetchOne(database, sql: "PRAGMA \(name)") ?? 0 }
        return (try value("page_count") - value("freelist_count")) * (try value("page_size"))
    }

    /// The samples behind a place, in the order of their times, and the place behind them; nil at the end.
    public func page(
        after cursor: TelemetryCursor, count: Int = 4096
    ) throws(StorageError) -> (samples: [TelemetrySample], next: TelemetryCursor?) {
        let rows = try self.file.read("read telemetry") { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT time_ms, meter, quantity, value, label FROM samples JOIN meters ON meters.id = meter
                    WHERE (time_ms, meter, quantity) > (?, ?, ?) ORDER BY time_ms, meter, quantity LIMIT ?
                    """, arguments: [cursor.milliseconds, cursor.meter, cursor.quantity, count]
            ).map { row in
                (
                    place: TelemetryCursor(
                        milliseconds: try row.decode(Int64.self, atIndex: 0),
                        meter: try row.decode(Int64.self, atIndex: 1),
                        quantity: try row.decode(Int64.self, atIndex: 2)),
                    value: try row.decode(Double.self, atIndex: 3), label: try row.decode(String.self, atIndex: 4)
                )
            }
        }
        let samples = rows.compactMap { row in
            UInt64(exactly: row.place.quantity).flatMap { ObisCode(packed: $0) }.map {
                TelemetrySample(
                    meter: row.label, quantity: $0, time: UTCTime(milliseconds: row.place.milliseconds),
                    value: row.value)
            }
        }
        return (samples, rows.count < count ? nil : rows.last?.place)
    }

    /// Removes about so many of the oldest samples, and none of this time or later.
    ///
    /// - Returns: how many were removed; 0 when there is nothing left to remove.
    public func prune(before time: UTCTime, atMost count: Int = 2000) throws(StorageError) -> Int {
        try self.file.write("prune telemetry") {
            try Self.remove(before: time.milliseconds, atMost: count, $0)
        }
    }

    /// All of the samples that are at most as old as the `count` oldest go, so that no temporary table is needed.
    private static func remove(before limit: Int64, atMost count: Int, _ database: Database) throws -> Int {
        let last = try Int64.fetchOne(
            database, sql: "SELECT time_ms FROM samples ORDER BY time_ms LIMIT 1 OFFSET ?", arguments: [count - 1])
        try database.execute(
            sql: "DELETE FROM samples WHERE time_ms < ? AND time_ms <= ?", arguments: [limit, last ?? .max])
        return database.changesCount
    }

    /// Removes what is later than a time, as after a clock that ran ahead.
    public func remove(after time: UTCTime) throws(StorageError) {
        try self.file.write("remove telemetry") {
            try $0.execute(sql: "DELETE FROM samples WHERE time_ms > ?", arguments: [time.milliseconds])
        }
    }

    // MARK: Told

    /// What was last told of each node and is not over, by the node's label.
    public func told() throws(StorageError) -> [String: ToldLoss] {
        try self.file.read("read what was told") { database in
            let rows = try Row.fetchAll(database, sql: "SELECT node, kind, phase FROM told")
            return Dictionary(
                try rows.map { row in
                    (
                        try row.decode(String.self, atIndex: 0),
                        ToldLoss(
                            kind: try row.decode(String.self, atIndex: 1),
                            phase: try row.decode(String?.self, atIndex: 2))
                    )
                }
            ) { first, _ in first }
        }
    }

    /// Keeps what was told, instead of what was kept before.
    public func keep(told: [String: ToldLoss]) throws(StorageError) {
        try self.file.write("keep what was told") { database in
            try database.execute(sql: "DELETE FROM told")
            for (node, loss) in told {
                try database.execute(
                    sql: "INSERT INTO told (node, kind, phase) VALUES (?, ?, ?)",
                    arguments: [node, loss.kind, loss.phase])
            }
        }
    }

    // MARK: Balances

    /// Keeps what the contract balanced.
    public func keep(balances: [(node: String, interval: BalancedInterval)]) throws(StorageError) {
        try self.file.write("keep balances") { database in
            for (node, interval) in balances {
                try database.cachedStatement(sql: "INSERT OR REPLACE INTO balances VALUES (?, ?, ?, ?)")
                    .execute(arguments: [
                        node, interval.end.milliseconds, interval.delivered, interval.metered,
                    ])
            }
        }
    }

    /// Of a node, from a time on, in the order of their ends.
    public func balances(of node: String, since start: UTCTime) throws(StorageError) -> [BalancedInterval] {
        try self.file.read("read balances") { database in
            let sql = "SELECT end_ms, delivered, metered FROM balances WHERE node = ? AND end_ms >= ? ORDER BY end_ms"
            return try Row.fetchAll(database, sql: sql, arguments: [node, start.milliseconds]).map { row in
                BalancedInterval(
                    end: UTCTime(milliseconds: try row.decode(Int64.self, atIndex: 0)),
                    delivered: try row.decode(Int64.self, atIndex: 1), metered: try row.decode(Int64.self, atIndex: 2))
            }
        }
    }

    /// Removes balances that ended before a time.
    public func pruneBalances(before end: UTCTime) throws(StorageError) {
        try self.file.write("remove old balances") { database in
            try database.execute(sql: "DELETE FROM balances WHERE end_ms < ?", arguments: [end.milliseconds])
        }
    }

    func synchronousLevel() throws(StorageError) -> Int { try self.file.synchronousLevel() }

    /// Writes everything into the main file and closes it.
    public func close() throws(StorageError) { try self.file.close() }
}
