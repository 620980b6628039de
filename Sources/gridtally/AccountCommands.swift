import Appliance
import ArgumentParser
import Foundation

struct AccountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account", abstract: "Show one account or all: balance, standing and supply permit.")

    @OptionGroup var service: ServiceOptions
    @Argument(help: "Label or number; all accounts without it.") var account: String?

    func run() async throws {
        let accounts: [AccountReport] = try await self.service.client.get(
            "/api/v1/accounts" + (self.account.map { "?account=\(ControlClient.part($0))" } ?? ""))
        try self.service.show(accounts, empty: "no accounts", \.text)
    }
}

extension AccountReport {
    fileprivate var text: String {
        let protection = self.protection.map { ", protected (\($0))" } ?? ""
        let permit = self.permitThrough.map { "permit through \($0)" } ?? "no permit yet"
        let notice = self.awaitsNotice ? ", notice to be served" : self.noticeEnd.map { ", notice until \($0)" } ?? ""
        let dispute =
            self.dispute.map { dispute in
                ", bill \(dispute.bill) disputed until \(dispute.deadline) (deposited \(Amount.rupees(dispute.depositPaise)) "
                    + "of \(Amount.rupees(dispute.requiredPaise)))"
            } ?? ""
        return "\(self.label): \(self.standing)\(protection), owes \(Amount.rupees(self.balancePaise)), \(permit)"
            + notice + dispute + (self.heldBills.map { "\n  \($0.text)" } ?? "")
            + self.vouchers.map { "\n  \($0.text)" }.joined()
    }
}

extension HeldBillsReport {
    fileprivate var text: String {
        let bills = self.count == 1 ? "1 bill" : "\(self.count) bills"
        let held = "\(bills) of \(self.periodStart) to \(self.periodEnd) held"
        guard let meter, let shown, let expected else { return "\(held); made with the next block" }
        return "\(held): \(meter) shows \(shown), expected \(expected)\n"
            + "  look at the transformers, then `gridtally amend ratios \(meter)` with their ratio, or set the meter right"
    }
}

extension RatiosReport {
    fileprivate var text: String {
        let declared = "transformers \(self.declared)" + (self.declaredFrom.map { " from \($0)" } ?? "")
        guard let shown, let shownAt else { return "\(declared), not read of the meter" }
        return self.isContradictory
            ? "\(declared), but the meter shows \(shown) since \(shownAt): no bill is made of it"
            : "\(declared), as the meter shows"
    }
}

struct BillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bill", abstract: "Show the bills of an account with every line that they were computed from.")

    @OptionGroup var service: ServiceOptions
    @Argument(help: "Label or number of the account.") var account: String

    func run() async throws {
        let bills: [BillReport] = try await self.service.client.get(
            "/api/v1/bills?account=\(ControlClient.part(self.account))")
        try self.service.show(bills, empty: "no bills yet", \.text)
    }
}

extension BillReport {
    fileprivate var text: String {
        let heading =
            "bill \(self.number) of \(self.account): \(self.periodStart) to \(self.periodEnd), "
            + "\(Amount.quantity(self.quantity, self.unit))" + (self.isIncomplete ? " (readings incomplete)" : "")
        let lines = self.lines.map { line in
            "  \(line.name.padding(toLength: 28, withPad: " ", startingAt: 0)) \(Amount.rupees(line.amountPaise))"
        }
        let relief = self.reliefPaise == 0 ? "" : ", \(Amount.rupees(self.reliefPaise)) taken off"
        let total =
            "  \("total".padding(toLength: 28, withPad: " ", startingAt: 0)) \(Amount.rupees(self.totalPaise))"
            + relief + ", paid \(Amount.rupees(self.paidPaise)), due \(self.dueAt)"
        let problem = self.problem.map { ["  no amount, waits for a person: \($0)"] } ?? []
        return ([heading] + problem + lines + [total, "  tariff: \(self.tariff), version \(self.tariffVersion)"])
            .joined(separator: "\n")
    }
}

struct MeterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "meter",
        abstract: "Show one meter or all: registers on the chain, the relay as read back, and what rules touched.",
        discussion: """
            Of a meter that this box reads, every reading, interval and day that a rule touched is shown with the rule; \
            of one named meter, all of them.
            """)

    @OptionGroup var service: ServiceOptions
    @Argument(help: "Label or number; all meters without it.") var meter: String?

    func run() async throws {
        let meters: [MeterReport] = try await self.service.client.get(
            "/api/v1/meters" + (self.meter.map { "?meter=\(ControlClient.part($0))" } ?? ""))
        try self.service.show(meters, empty: "no meters") { meter in
            let registers = meter.registers.map { "\($0.obis) \($0.value) at \($0.boundary)" }
            let relay = meter.relay.map { ", relay \($0)\($0 == "open" ? " (NOT ISOLATED: test before touch)" : "")" }
            return "\(meter.label) (\(meter.serial)) at \(meter.node): "
                + (registers.isEmpty ? "no readings yet" : registers.joined(separator: ", ")) + (relay ?? "")
                + (meter.ratios.map { "\n  \($0.text)" } ?? "")
                + (meter.measured?.lines(all: self.meter != nil) ?? []).map { "\n  \($0)" }.joined()
        }
    }
}

struct EventsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events", abstract: "Show what the contract did, in plain words.")

    @OptionGroup var service: ServiceOptions
    @Option(help: "First height.") var from: UInt64 = 0
    @Option(help: "How many.") var count = 50

    func run() async throws {
        let events: [EventReport] = try await self.service.client.get(
            "/api/v1/events?from=\(self.from)&count=\(self.count)")
        try self.service.show(events, empty: "no events") { "block \($0.height): \($0.text)" }
    }
}
