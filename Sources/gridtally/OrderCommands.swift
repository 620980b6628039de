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

        @OptionGroup var signing: SigningOptions
        @Argument(help: "Label or number of the account.") var account: String

        func run() async throws {
            try await self.signing.sign("signature under the order against \(self.account)") {
                try await $0.approveOrder(account: self.account)
            }
        }
    }

    struct Release: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a day have more orders than the policy allows. By a regulator's or an auditor's key.")

        @OptionGroup var signing: SigningOptions
        @Argument(help: "The day, such as 2026-01-26.") var day: String
        @Argument(help: "How many more.") var additional: UInt32

        func run() async throws {
            try await self.signing.sign("\(self.additional) more orders on \(self.day)") {
                try await $0.releaseOrders(day: self.day, additional: self.additional)
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

        @OptionGroup var signing: SigningOptions
        @Argument(help: "Days such as 2026-01-26; none clears the list.") var days: [String] = []

        func run() async throws {
            try await self.signing.sign("calendar of \(self.days.count) holidays") {
                try await $0.setCalendar(holidays: self.days)
            }
        }
    }
}
