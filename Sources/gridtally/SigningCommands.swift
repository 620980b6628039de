import Appliance
import ArgumentParser
import Foundation

/// Whose key signs, and whether to wait until the transaction is final.
struct SigningOptions: ParsableArguments {
    @Option(help: "File of the signing key.")
    var key: String

    @Option(help: "Write the signed transaction to this file instead, for others to sign (see `gridtally draft`).")
    var draft: String?

    var file: URL { URL(fileURLWithPath: self.key) }

    func signer(_ service: ServiceOptions) throws -> Signer {
        try Signer(client: service.client, key: self.file, draft: self.draft.map { URL(fileURLWithPath: $0) })
    }

    /// What became of it, to end a sentence.
    func outcome(_ report: TransactionReport) -> String {
        self.draft.map { "signed, in \($0)" } ?? "recorded in block \(report.height ?? 0)"
    }
}

struct PayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pay", abstract: "Record a payment; waits until it is final. By a collector's key.")

    @OptionGroup var service: ServiceOptions
    @OptionGroup var signing: SigningOptions
    @Argument(help: "Label or number of the account.") var account: String
    @Argument(help: "Amount in rupees, for example 975.50.") var amount: String
    @Option(help: "The collector's own reference: a payment is recorded once for each.") var reference: String

    func run() async throws {
        let paise = try rupees(self.amount)
        let report = try await self.signing.signer(self.service)
            .pay(account: self.account, paise: paise, reference: self.reference)
        try self.service.show(report) {
            "\(Amount.rupees(paise)) for \(self.account) \(self.signing.outcome($0))"
        }
    }
}

struct CollectedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "collected",
        abstract: "Say that every payment received until now is on the chain. By a collector's key.",
        discussion: "Where the zone's policy asks for it, no order is issued without every collector's recent word.")

    @OptionGroup var service: ServiceOptions
    @OptionGroup var signing: SigningOptions

    func run() async throws {
        let report = try await self.signing.signer(self.service).collectedThrough()
        try self.service.show(report) { self.signing.outcome($0) }
    }
}

struct ProtectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "protect", abstract: "Protect an account from disconnection, or lift its protection.")

    @OptionGroup var service: ServiceOptions
    @OptionGroup var signing: SigningOptions
    @Argument(help: "Label or number of the account.") var account: String
    @Option(help: "medical, hospital, water-works, street-light or dispute; without it the protection is lifted.")
    var reason: String?

    func run() async throws {
        let report = try await self.signing.signer(self.service)
            .protect(account: self.account, reason: self.reason)
        try self.service.show(report) { "\(self.account): \(self.signing.outcome($0))" }
    }
}

struct RegistryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "registry", abstract: "Add tariffs, nodes, accounts and meters to the zone.",
        subcommands: [Apply.self])

    struct Apply: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add everything that a registry file lists; waits until it is final. By a registrar's key.")

        @OptionGroup var service: ServiceOptions
        @OptionGroup var signing: SigningOptions
        @Argument(help: "The registry file.") var file: String

        func run() async throws {
            let reports = try await self.signing.signer(self.service)
                .register(URL(fileURLWithPath: self.file))
            try self.service.show(reports, empty: "nothing to add") {
                "\($0.id.prefix(12)) \(self.signing.draft.map { "signed, in \($0)" } ?? "in block \($0.height ?? 0)")"
            }
        }
    }
}
