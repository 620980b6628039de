internal import Contract
internal import GRDB
internal import Ledger
internal import Metering

/// Tables of bills, payments, findings and orders for SQL; made from the state and never read by the contract.
enum ReadModels {
    private static let tables = ["bills", "payments", "findings", "orders"]

    static func clear(_ database: Database) throws {
        for table in self.tables { try database.execute(sql: "DELETE FROM \(table)") }
    }

    /// Enters the entries that a read model shows.
    static func update(_ database: Database, with entries: [StateEntry]) throws {
        for entry in entries {
            let number = entry.key.number
            switch entry.key.kind {
            case .bill: try self.put(BillRecord(decoding: entry.bytes), number, database)
            case .payment: try self.put(PaymentRecord(decoding: entry.bytes), number, database)
            case .finding: try self.put(FindingRecord(decoding: entry.bytes), number, database)
            case .order: try self.put(OrderRecord(decoding: entry.bytes), number, database)
            default: continue
            }
        }
    }

    private static func put(_ bill: BillRecord, _ number: UInt32, _ database: Database) throws {
        try database.cachedStatement(sql: "INSERT OR REPLACE INTO bills VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
            .execute(arguments: [
                number, bill.account.number, bill.period, bill.periodStart.milliseconds, bill.periodEnd.milliseconds,
                bill.issuedAt.milliseconds, bill.dueAt.milliseconds, bill.quantity, bill.totalPaise,
                bill.settledPaise, bill.settledAt?.milliseconds,
            ])
    }

    private static func put(_ payment: PaymentRecord, _ number: UInt32, _ database: Database) throws {
        try database.cachedStatement(sql: "INSERT OR REPLACE INTO payments VALUES (?, ?, ?, ?, ?, ?, ?)")
            .execute(arguments: [
                number, payment.collector.number, payment.account.number, payment.amountPaise, payment.reference,
                payment.receivedAt.milliseconds, payment.recordedAt.milliseconds,
            ])
    }

    private static func put(_ finding: FindingRecord, _ number: UInt32, _ database: Database) throws {
        try database.cachedStatement(sql: "INSERT OR REPLACE INTO findings VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
            .execute(arguments: [
                number, finding.node.number, "\(finding.findingKind)", finding.onset.milliseconds,
                finding.raisedAt.milliseconds, finding.through.milliseconds, finding.quantity,
                finding.closedAt?.milliseconds,
            ])
    }

    private static func put(_ order: OrderRecord, _ number: UInt32, _ database: Database) throws {
        try database.cachedStatement(sql: "INSERT OR REPLACE INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
            .execute(arguments: [
                number, order.account.number, order.bill, order.arrearsPaise, order.noticeAt.milliseconds,
                order.noticeEnd.milliseconds, order.issuedAt.milliseconds, order.revokedAt?.milliseconds,
                order.revocation.map { "\($0)" },
            ])
    }
}
