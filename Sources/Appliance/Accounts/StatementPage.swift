/// A statement as a page that prints well and asks nothing of any network.
public struct StatementPage: Sendable {
    private let statement: AccountStatement

    public init(_ statement: AccountStatement) { self.statement = statement }

    public var html: String {
        let statement = self.statement
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Statement of \(Self.escaped(statement.account)), \(statement.from) to \(statement.through)</title>
            <style>
            \(Self.style)
            </style>
            </head>
            <body>
            <h1>Statement of account \(Self.escaped(statement.account))</h1>
            <p>\(statement.from) to \(statement.through), zone \(Self.escaped(statement.zone))</p>
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
            \(statement.notes.map { "<li>\(Self.escaped($0))</li>" }.joined(separator: "\n"))
            </ul>
            </body>
            </html>

            """
    }

    private func row(_ entry: StatementEntry) -> String {
        "<tr><td>\(entry.day)</td><td>\(Self.escaped(entry.words))</td>\(Self.sum(entry.amountPaise))"
            + "\(Self.sum(entry.balancePaise))</tr>"
    }

    /// A bill with all its lines.
    private func bill(_ bill: BillReport) -> String {
        let lines = bill.lines.map { line in
            "<tr><td>\(Self.escaped(line.name))</td>\(Self.sum(line.amountPaise))</tr>"
        }
        let doubt =
            (bill.isIncomplete ? " Some readings were missing or substituted." : "")
            + (bill.problem.map { " No amount, waits for a person: \(Self.escaped($0))." } ?? "")
        return """
            <section>
            <h2>Bill \(bill.number)</h2>
            <p>\(bill.periodStart) to \(bill.periodEnd): \(Self.escaped(Amount.quantity(bill.quantity, bill.unit))), \
            tariff \(Self.escaped(bill.tariff)), version \(bill.tariffVersion). Due \(bill.dueAt).\(doubt)</p>
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

    /// Labels and references are other people's words.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }

    private static let style = """
        :root { color-scheme: light dark; }
        body { font: 11pt/1.45 system-ui, sans-serif; max-width: 48rem; margin: 1.5rem auto; padding: 0 1rem; }
        h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-bottom: 0; }
        table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; }
        caption { text-align: left; font-weight: 600; padding-bottom: .3rem; }
        th, td { text-align: left; padding: .25rem .5rem; border-bottom: 1px solid #9996; vertical-align: top; }
        td.sum, th.sum { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        tfoot td, tfoot th { border-top: 2px solid; border-bottom: 0; font-weight: 600; }
        @media print { body { margin: 0; max-width: none; } section, tr { break-inside: avoid; } @page { margin: 18mm; } }
        """
}
