import Appliance
import ArgumentParser
import Foundation

/// Whose key signs, by which service, and whether to wait until the transaction is final.
struct SigningOptions: ParsableArguments {
    @OptionGroup var service: ServiceOptions

    @Option(help: "File of the signing key.")
    var key: String

    @Option(help: "Write the signed transaction to this new file instead, for others to sign (see `gridtally draft`).")
    var draft: String?

    var signer: Signer {
        get throws {
            try Signer(
                client: self.service.client, key: URL(fileURLWithPath: self.key),
                draft: self.draft.map { URL(fileURLWithPath: $0) })
        }
    }

    /// What became of a transaction, to end a sentence.
    func outcome(_ report: TransactionReport) -> String {
        self.draft.map { "signed, in \($0)" } ?? "recorded in block \(report.height ?? 0)"
    }

    /// Signs one transaction and says what became of it.
    /// - Parameter subject: what it is about, which begins the sentence.
    func sign(_ subject: String, _ transaction: (Signer) async throws -> TransactionReport) async throws {
        let report = try await transaction(try self.signer)
        try self.service.show(report) { "\(subject) \(self.outcome($0))" }
    }
}

struct PayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pay",
        abstract: "Record a payment; waits until it is final. By a collector's key, from credit by its holder's.",
        discussion: """
            With --from-credit no money comes in: credit that lies on that account becomes the other one's. By the key \
            of the consumer who holds it (see `gridtally amend holder`).
            """)

    @OptionGroup var signing: SigningOptions
    @Argument(help: "Label or number of the account.") var account: String
    @Argument(help: "Amount in rupees, for example 975.50.") var amount: String
    @Option(help: "The payer's own reference: a payment is recorded once for each.") var reference: String
    @Option(help: "Label or number of the account whose credit pays.") var fromCredit: String?

    func run() async throws {
        let paise = try rupees(self.amount)
        try await self.signing.sign("\(Amount.rupees(paise)) for \(self.account)") { signer in
            if let source = self.fromCredit {
                try await signer.payFromCredit(
                    of: source, account: self.account, paise: paise, reference: self.reference)
            } else {
                try await signer.pay(account: self.account, paise: paise, reference: self.reference)
            }
        }
    }
}

struct CollectedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "collected",
        abstract: "Say that every payment received until now is on the chain. By a collector's key.",
        discussion: "Where the zone's policy asks for it, no order is issued without every collector's recent word.")

    @OptionGroup var signing: SigningOptions

    func run() async throws {
        try await self.signing.sign("every payment received until now:") { try await $0.collectedThrough() }
    }
}

struct ProtectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "protect", abstract: "Protect an account from disconnection, or lift its protection.")

    @OptionGroup var signing: SigningOptions
    @Argument(help: "Label or number of the account.") var account: String
    @Option(help: "medical, hospital, water-works, street-light or dispute; without it the protection is lifted.")
    var reason: String?

    func run() async throws {
        try await self.signing.sign("\(self.account):") {
            try await $0.protect(account: self.account, reason: self.reason)
        }
    }
}

struct RegistryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "registry", abstract: "Add tariffs, nodes, accounts and meters to the zone.",
        subcommands: [Apply.self])

    struct Apply: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add everything that a registry file lists; waits until it is final. By a registrar's key.")

        @OptionGroup var signing: SigningOptions
        @Argument(help: "The registry file.") var file: String

        func run() async throws {
            let reports = try await self.signing.signer.register(URL(fileURLWithPath: self.file))
            try self.signing.service.show(reports, empty: "nothing to add") {
                "\($0.id.prefix(12)) \(self.signing.outcome($0))"
            }
        }
    }
}
