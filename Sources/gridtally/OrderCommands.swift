import Appliance
import ArgumentParser
import Foundation

struct OrdersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "orders", abstract: "Orders to disconnect: those that stand and stood, and those that wait.",
        subcommands: [List.self, Approve.self, Release.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show orders with what they rest on.")

        @OptionGroup var service: ServiceOptions

        func run() async throws {
            let orders: [OrderReport] = try await self.service.client.get("/api/v1/orders")
            try self.service.show(orders, empty: "no orders") { order in
                "order \(order.number) against \(order.account): \(Amount.rupees(order.arrearsPaise)) overdue, "
                    + "noticed \(order.noticeAt), issued \(order.issuedAt)"
                    + (order.revokedAt.map { ", revoked \($0)" } ?? ", stands")
            }
        }
    }

    struct Approve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Sign the order that an account's arrears lead to, where the policy asks for an officer's signature.")

        @OptionGroup var service: ServiceOptions
        @OptionGroup var signing: SigningOptions
        @Argument(help: "Label or number of the account.") var account: String

        func run() async throws {
            let report = try await self.signing.signer(self.service).approveOrder(account: self.account)
            try self.service.show(report) {
                "signature under the order against \(self.account) \(self.signing.outcome($0))"
            }
        }
    }

    struct Release: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a day have more orders than the policy allows. By a regulator's or an auditor's key.")

        @OptionGroup var service: ServiceOptions
        @OptionGroup var signing: SigningOptions
        @Argument(help: "The day, such as 2026-01-26.") var day: String
        @Argument(help: "How many more.") var additional: UInt32

        func run() async throws {
            let report = try await self.signing.signer(self.service).releaseOrders(
                day: self.day, additional: self.additional)
            try self.service.show(report) {
                "\(self.additional) more orders on \(self.day) \(self.signing.outcome($0))"
            }
        }
    }
}

struct CalendarCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calendar", abstract: "Days on which nobody is disconnected, and before which nobody is.",
        subcommands: [Show.self, Set.self], defaultSubcommand: Show.self)

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show the zone's switching hours and holidays.")

        @OptionGroup var service: ServiceOptions

        func run() async throws {
            let report: CalendarReport = try await self.service.client.get("/api/v1/calendar")
            try self.service.show(report) { calendar in
                "switching \(calendar.hours) on \(calendar.weekdays.joined(separator: ", "))\nholidays: "
                    + (calendar.holidays.isEmpty ? "none" : calendar.holidays.joined(separator: ", "))
            }
        }
    }

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Replace the list of holidays. By a registrar's key, and whom the policy names besides.")

        @OptionGroup var service: ServiceOptions
        @OptionGroup var signing: SigningOptions
        @Argument(help: "Days such as 2026-01-26; none clears the list.") var days: [String] = []

        func run() async throws {
            let report = try await self.signing.signer(self.service).setCalendar(holidays: self.days)
            try self.service.show(report) { "calendar of \(self.days.count) holidays \(self.signing.outcome($0))" }
        }
    }
}

struct DraftCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "draft", abstract: "Transactions in a file that others are to sign as well.",
        discussion: """
            Any signing command with `--draft FILE` writes one instead of submitting. It can enter a block for a day, and \
            only while its sender has signed nothing else.
            """, subcommands: [Show.self, Approve.self, Submit.self])

    struct FileArgument: ParsableArguments {
        @Argument(help: "The draft.") var file: String

        var url: URL { URL(fileURLWithPath: self.file) }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show what a draft asks for and who signed it.")

        @OptionGroup var draft: FileArgument
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            for report in try TransactionDraft(reading: self.draft.url).reports {
                print(
                    self.json
                        ? try ReportJSON.line(report)
                        : "\(report.kind) of principal \(report.sender), number \(report.sequence), until \(report.expires), "
                            + "signed by \(report.signers.map(String.init).joined(separator: ", "))")
            }
        }
    }

    struct Approve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add a signature.")

        @OptionGroup var service: ServiceOptions
        @Option(help: "File of the signing key.") var key: String
        @OptionGroup var draft: FileArgument

        func run() async throws {
            let reports = try await Signer(client: self.service.client, key: URL(fileURLWithPath: self.key))
                .approve(self.draft.url)
            try self.service.show(reports, empty: "an empty draft") { "\($0.id.prefix(12)) signed" }
        }
    }

    struct Submit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take it to the chain; waits until it is final.")

        @OptionGroup var service: ServiceOptions
        @OptionGroup var draft: FileArgument

        func run() async throws {
            let reports = try await TransactionDraft(reading: self.draft.url).submit(self.service.client)
            try self.service.show(reports, empty: "an empty draft") {
                "\($0.id.prefix(12)) in block \($0.height ?? 0)"
            }
        }
    }
}
