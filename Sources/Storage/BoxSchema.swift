internal import GRDB

/// The tables of `box.db`. Times are milliseconds since 1970-01-01T00:00:00Z.
enum BoxSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 outbox, switchings and values") { database in
            try database.execute(
                sql: """
                    CREATE TABLE meta (key TEXT PRIMARY KEY NOT NULL, value BLOB NOT NULL) WITHOUT ROWID;
                    CREATE TABLE outbox (
                        id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, body BLOB NOT NULL, queued_ms INTEGER NOT NULL,
                        sequence INTEGER);
                    CREATE TABLE switchings (
                        id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, meter INTEGER NOT NULL,
                        time_ms INTEGER NOT NULL, text TEXT NOT NULL, record BLOB NOT NULL);
                    CREATE INDEX switchings_meter ON switchings (meter, id);
                    CREATE TABLE "values" (key TEXT PRIMARY KEY NOT NULL, value BLOB NOT NULL) WITHOUT ROWID;
                    """)
        }
        return migrator
    }
}
