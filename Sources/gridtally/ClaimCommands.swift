import Appliance
import ArgumentParser
import Foundation

struct NoticeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notice", abstract: "Notices of arrears that are to be served, and that were.",
        subcommands: [List.self, Served.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Accounts whose notice is to be served, or runs.",
            discussion: "Until its service is on the chain, a notice has no end, and no order follows.")

        @OptionGroup var service: ServiceOptions

        func run() async throws {
            let accounts: [AccountReport] = try await self.service.client.get("/api/v1/accounts")
            try self.service.show(
                accounts.filter { $0.awaitsNotice || $0.noticeEnd != nil }, empty: "no notice is due, and none runs"
            ) { account in
                "\(account.label): " + (account.noticeEnd.map { "served, runs until \($0)" } ?? "to be served")
                    + ", owes \(Amount.rupees(account.balancePaise))"
            }
        }
    }

    struct Served: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say that a notice was served; its period counts from then. By a registrar's or a crew's key.")

        @OptionGroup var signing: SigningOptions
        @Argument(help: "Label or number of the account.") var account: String
        @Option(help: "hand, post, text-message, email or affixed.") var mode: String
        @Option(help: "When, such as 2026-01-26T10:30:00Z; now without it.") var at: String?
        @Option(help: "File with the proof of its service; only its hash leaves this machine.") var proof: String

        func run() async throws {
            try await self.signing.sign("notice to \(self.account)") {
                try await $0.noticeServed(
                    account: self.account, mode: self.mode, at: self.at, proof: URL(fileURLWithPath: self.proof))
            }
        }
    }
}

struct DisputeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dispute", abstract: "Disputed bills: open one, decide one.",
        subcommands: [Open.self, Decide.self])

    struct Open: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Dispute a bill. By its consumer's key, or for the consumer by a registrar's or the regulator's.",
            discussion: """
                While it is open, the bill supports no notice and no order: for the days that the policy gives, or until \
                the decision where the deposit was made (see `gridtally account`).
                """)

        @OptionGroup var signing: SigningOptions
        @Argument(help: "Number of the bill.") var bill: UInt32
        @Option(help: "File with the complaint; only its hash leaves this machine.") var complaint: String

        func run() async throws {
            try await self.signing.sign("dispute over bill \(self.bill)") {
                try await $0.dispute(bill: self.bill, complaint: URL(fileURLWithPath: self.complaint))
            }
        }
    }

    struct Decide: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Decide a dispute. By the regulator's key, or a registrar's in a zone without a regulator.",
            discussion: "What was deposited under protest becomes the account's money.")

        @OptionGroup var signing: SigningOptions
        @Argument(help: "Number of the bill.") var bill: UInt32
        @Option(help: "What is taken off the bill, in rupees; without it the bill stands.") var relief: String?
        @Option(help: "File with the reasoned order; only its hash leaves this machine.") var order: String

        func run() async throws {
            let relief = try self.relief.map { try rupees($0) } ?? 0
            try await self.signing.sign("decision over bill \(self.bill)") {
                try await $0.decide(bill: self.bill, reliefPaise: relief, order: URL(fileURLWithPath: self.order))
            }
        }
    }
}

struct DepositCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deposit",
        abstract: "Record money deposited under protest for a disputed bill. By a collector's key.")

    @OptionGroup var signing: SigningOptions
    @Argument(help: "Number of the bill.") var bill: UInt32
    @Argument(help: "Amount in rupees, for example 975.50.") var amount: String
    @Option(help: "The collector's own reference, as for payments.") var reference: String

    func run() async throws {
        let paise = try rupees(self.amount)
        try await self.signing.sign("deposit of \(Amount.rupees(paise)) for bill \(self.bill)") {
            try await $0.deposit(bill: self.bill, paise: paise, reference: self.reference)
        }
    }
}

struct ReverseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reverse",
        abstract: "Take a payment or deposit back, whole. By the key of the collector that recorded it.")

    @OptionGroup var signing: SigningOptions
    @Argument(help: "The reference that it was recorded under.") var reference: String
    @Option(help: "dishonoured, mistaken or charged-back.") var reason: String

    func run() async throws {
        try await self.signing.sign("reversal of \(self.reference)") {
            try await $0.reverse(reference: self.reference, reason: self.reason)
        }
    }
}

/// Paise above 0.
func rupees(_ text: String) throws -> Int64 {
    guard let paise = Amount.paise(text), paise > 0 else {
        throw ValidationError("'\(text)' is not an amount in rupees above 0, such as 975.50")
    }
    return paise
}
