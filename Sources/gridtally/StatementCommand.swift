import Appliance
import ArgumentParser
import Foundation

struct StatementCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "statement",
        abstract: "Show an account's bills and payments by day, and what was owed after each.",
        discussion: """
            Without days, from the account's first day to the last block. With --page, a page for a browser or a printer, \
            with every line of every bill, which refers to nothing outside of it.
            """)

    @OptionGroup var service: ServiceOptions
    @Argument(help: "Label or number of the account.") var account: String
    @Option(help: "First day in the zone's calendar, such as 2026-03-01.") var from: String?
    @Option(help: "Last day.") var through: String?
    @Option(help: "Write a printable page to this file.") var page: String?

    func run() async throws {
        var query = "account=\(ControlClient.part(self.account))"
        if let from = self.from { query += "&from=\(ControlClient.part(from))" }
        if let through = self.through { query += "&through=\(ControlClient.part(through))" }
        let statement: AccountStatement = try await self.service.client.get("/api/v1/statement?\(query)")
        if let page = self.page {
            try FileError.create(URL(fileURLWithPath: page), Data(StatementPage(statement).html.utf8))
        }
        try self.service.show(statement) { statement in
            self.page.map { "\(statement.closing); written to \($0)" } ?? statement.text
        }
    }
}
