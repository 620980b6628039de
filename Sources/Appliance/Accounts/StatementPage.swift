/// A statement as a page that prints well and asks nothing of any network.
public struct StatementPage: Sendable {
    private let statement: AccountStatement

    public init(_ statement: AccountStatement) { self.statement = statement }

    public var html: String {
        let statement = self.statement
        return PrintedPage.document(
            title: "Statement of \(statement.account), \(statement.from) to \(statement.through)",
            body: """
                <h1>Statement of account \(PrintedPage.escaped(statement.account))</h1>
                <p>\(statement.from) to \(statement.through), zone \(PrintedPage.escaped(statement.zone))</p>
                <table>
                <caption>What was billed and paid</caption>
                <thead><tr><th scope="col">Day</th><th scope="col">What</th><th scope="col" class="sum">Amount</th>\
                <th scope="col" class="sum">Owed</th></tr></thead>
                <tbody>
                <tr><td></td><td>Brought forward</td><td></td>\(Self.sum(statement.openingPaise))</tr>
                \(statement.entries.map(self.row).joined(separator: "\n"))
                </tbody>
                <tfoot><tr><td></td><th scope="row" colspan="2">\(statement.closingPaise < 0 ? "Credit" : "Owed") at the end\
                </th>\(Self.sum(statement.closingSum))</tr></tfoot>
                </table>
                \(statement.entries.compactMap(\.bill).map(self.bill).joined(separator: "\n"))
                <ul>
                \(statement.notes.map { "<li>\(PrintedPage.escaped($0))</li>" }.joined(separator: "\n"))
                </ul>
                """)
    }

    private func row(_ entry: StatementEntry) -> String {
        "<tr><td>\(entry.day)</td><td>\(PrintedPage.escaped(entry.words))</td>\(Self.sum(entry.amountPaise))"
            + "\(Self.sum(entry.balancePaise))</tr>"
    }

    /// A bill with all its lines.
    private func bill(_ bill: BillReport) -> String {
        let lines = bill.lines.map { line in
            "<tr><td>\(PrintedPage.escaped(line.name))</td>\(Self.sum(line.amountPaise))</tr>"
        }
        let doubt =
            (bill.isIncomplete ? " Some readings were missing or substituted." : "")
            + (bill.problem.map { " No amount, waits for a person: \(PrintedPage.escaped($0))." } ?? "")
        return """
            <section>
            <h2>Bill \(bill.number)</h2>
            <p>\(bill.periodStart) to \(bill.periodEnd): \(PrintedPage.escaped(Amount.quantity(bill.quantity, bill.unit))), \
            tariff \(PrintedPage.escaped(bill.tariff)), version \(bill.tariffVersion). Due \(bill.dueAt).\(doubt)</p>
            <table>
            <tbody>
            \(lines.joined(separator: "\n"))
            </tbody>
            <tfoot><tr><th scope="row">Total</th>\(Self.sum(bill.totalPaise))</tr></tfoot>
            </table>
            </section>
            """
    }

    private static func sum(_ paise: Int64) -> String { "<td class=\"sum\">\(Amount.rupees(paise))</td>" }
}
