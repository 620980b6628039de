internal import GRDB

/// The tables of `chain.db`. Times are milliseconds since 1970-01-01T00:00:00Z, money is in paise, energy in Wh.
enum ChainSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 blocks, state, events and read models") { database in
            try database.execute(sql: self.ledger)
            try database.execute(sql: self.readModels)
        }
        return migrator
    }

    private static let ledger = """
        CREATE TABLE meta (key TEXT PRIMARY KEY NOT NULL, value BLOB NOT NULL) WITHOUT ROWID;
        CREATE TABLE blocks (
            height INTEGER PRIMARY KEY NOT NULL, hash BLOB NOT NULL UNIQUE, parent BLOB NOT NULL,
            view INTEGER NOT NULL, time_ms INTEGER NOT NULL, transactions INTEGER NOT NULL, bytes BLOB NOT NULL,
            certificate BLOB NOT NULL);
        CREATE TABLE state (
            kind INTEGER NOT NULL, number INTEGER NOT NULL, bytes BLOB NOT NULL,
            PRIMARY KEY (kind, number)) WITHOUT ROWID;
        CREATE TABLE events (
            height INTEGER NOT NULL, position INTEGER NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL,
            PRIMARY KEY (height, position)) WITHOUT ROWID;
        CREATE INDEX events_kind ON events (kind, height);
        """

    private static let readModels = """
        CREATE TABLE bills (
            number INTEGER PRIMARY KEY NOT NULL, account INTEGER NOT NULL, period INTEGER NOT NULL,
            period_start_ms INTEGER NOT NULL, period_end_ms INTEGER NOT NULL, issued_ms INTEGER NOT NULL,
            due_ms INTEGER NOT NULL, quantity INTEGER NOT NULL, total_paise INTEGER NOT NULL,
            settled_paise INTEGER NOT NULL, settled_ms INTEGER);
        CREATE INDEX bills_account ON bills (account, number);
        CREATE TABLE payments (
            number INTEGER PRIMARY KEY NOT NULL, collector INTEGER NOT NULL, account INTEGER NOT NULL,
            amount_paise INTEGER NOT NULL, reference TEXT NOT NULL, received_ms INTEGER NOT NULL,
            recorded_ms INTEGER NOT NULL);
        CREATE INDEX payments_account ON payments (account, number);
        CREATE TABLE findings (
            number INTEGER PRIMARY KEY NOT NULL, node INTEGER NOT NULL, kind TEXT NOT NULL,
            onset_ms INTEGER NOT NULL, raised_ms INTEGER NOT NULL, through_ms INTEGER NOT NULL,
            watt_hours INTEGER NOT NULL, closed_ms INTEGER);
        CREATE TABLE orders (
            number INTEGER PRIMARY KEY NOT NULL, account INTEGER NOT NULL, bill INTEGER NOT NULL,
            arrears_paise INTEGER NOT NULL, notice_ms INTEGER NOT NULL, notice_end_ms INTEGER NOT NULL,
            issued_ms INTEGER NOT NULL, revoked_ms INTEGER, revocation TEXT);
        CREATE INDEX orders_account ON orders (account, number);
        """
}
