internal import GRDB

/// The tables of `telemetry.db`. Times are milliseconds since 1970-01-01T00:00:00Z, quantities are packed OBIS codes.
enum TelemetrySchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 meters and samples") { database in
            try database.execute(
                sql: """
                    CREATE TABLE meters (id INTEGER PRIMARY KEY NOT NULL, label TEXT NOT NULL UNIQUE);
                    CREATE TABLE samples (
                        time_ms INTEGER NOT NULL, meter INTEGER NOT NULL, quantity INTEGER NOT NULL,
                        value REAL NOT NULL, PRIMARY KEY (time_ms, meter, quantity)) WITHOUT ROWID;
                    """)
        }
        migrator.registerMigration("2 what was told") { database in
            try database.execute(
                sql: "CREATE TABLE told (node TEXT PRIMARY KEY NOT NULL, kind TEXT NOT NULL, phase TEXT) WITHOUT ROWID")
        }
        migrator.registerMigration("3 balances") { database in
            try database.execute(
                sql: """
                    CREATE TABLE balances (
                        node TEXT NOT NULL, end_ms INTEGER NOT NULL, delivered INTEGER NOT NULL, metered INTEGER NOT NULL,
                        PRIMARY KEY (node, end_ms)) WITHOUT ROWID
                    """)
        }
        return migrator
    }
}
