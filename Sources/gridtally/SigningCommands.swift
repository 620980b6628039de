import Appliance
import ArgumentParser
import Foundation

/// Whose key signs, and whether to wait until the transaction is final.
struct SigningOptions: ParsableArguments {
    @Option(help: "File of the signing key.")
    var key: String

    var file: URL { URL(fileURLWithPath: self.key) }
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
        guard let paise = Amount.paise(self.amount), paise > 0 else {
            throw ValidationError("'\(self.amount)' is not an amount in rupees above 0, such as 975.50")
        }
        let report = try await Signer(client: self.service.client, key: self.signing.file)
            .pay(account: self.account, paise: paise, reference: self.reference)
        try self.service.show(report) {
            "\(Amount.rupees(paise)) for \(self.account) recorded in block \($0.height ?? 0)"
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
        let report = try await Signer(client: self.service.client, key: self.signing.file).collectedThrough()
        try self.service.show(report) { "recorded in block \($0.height ?? 0)" }
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
        let report = try await Signer(client: self.service.client, key: self.signing.file)
            .protect(account: self.account, reason: self.reason)
        try self.service.show(report) { "\(self.account): recorded in block \($0.height ?? 0)" }
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
            let reports = try await Signer(client: self.service.client, key: self.signing.file)
                .register(URL(fileURLWithPath: self.file))
            try self.service.show(reports, empty: "nothing to add") {
                "\($0.id.prefix(12)) in block \($0.height ?? 0)"
            }
        }
    }
}
