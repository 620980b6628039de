import Appliance
import ArgumentParser
import Foundation

struct AmendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "amend", abstract: "Dated facts about meters and accounts: what was before stays what it was.",
        subcommands: [Move.self, Payer.self, Exchange.self, Retire.self, Terms.self])

    /// Since when, for what changes between two intervals.
    struct Since: ParsableArguments {
        @Option(
            help: "The end of an interval, such as 2026-01-26T10:30:00Z; the start of the one that runs without it.")
        var from: String?
    }

    struct Move: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The meter stands at another place of the grid. By a registrar's key.")

        @OptionGroup var service: ServiceOptions
        @OptionGroup var signing: SigningOptions
        @OptionGroup var since: Since
        @Argument(help: "Label or number of the meter.") var meter: String
        @Argument(help: "Label or number of the node.") var node: String

        func run() async throws {
            let report = try await self.signing.signer(self.service)
                .move(meter: self.meter, to: self.node, from: self.since.from)
            try self.service.show(report) { "\(self.meter) at \(self.node): \(self.signing.outcome($0))" }
        }
    }

    struct Payer: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Another account pays for the meter, or nobody. By a registrar's key.",
            discussion: "An order against the account that paid is made anew without this meter.")

        @OptionGroup var service: ServiceOptions
        @OptionGroup var signing: SigningOptions
        @OptionGroup var since: Since
        @Argument(help: "Label or number of the meter.") var meter: String
        @Argument(help: "Label or number of the account; nobody without it.") var account: String?

        func run() async throws {
            let report = try await self.signing.signer(self.service)
                .hand(meter: self.meter, to: self.account, from: self.since.from)
            try self.service.show(report) {
                "\(self.meter) paid for by \(self.account ?? "nobody"): \(self.signing.outcome($0))"
            }
        }
    }

    struct Exchange: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Another meter stands in its place. By a registrar's or a crew's key.",
            discussion: """
                What the old meter counted to its end and the new one since is booked with the first reading of the new \
                one, or at once where that came already. Give one --closing and one --opening for each register.
                """)

        @OptionGroup var service: ServiceOptions
        @OptionGroup var signing: SigningOptions
        @Argument(help: "Label or number of the meter.") var meter: String
        @Option(help: "Serial number of the new meter.") var serial: String
        @Option(help: "What the old meter showed at its end, in kWh or kL.") var closing: [String]
        @Option(help: "What the new meter showed when it was put in.") var opening: [String]
        @Option(help: "When, such as 2026-01-26T10:37:00Z; now without it.") var at: String?

        func run() async throws {
            let report = try await self.signing.signer(self.service).exchange(
                meter: self.meter, serial: self.serial, closing: self.closing, opening: self.opening, at: self.at)
            try self.service.show(report) { "\(self.meter) is number \(self.serial): \(self.signing.outcome($0))" }
        }
    }

    struct Terms: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What an account is billed by. By a registrar's key.",
            discussion: "Each bill goes by the terms of its period's first instant. Give all of them: none is kept.")

        @OptionGroup var service: ServiceOptions
        @OptionGroup var signing: SigningOptions
        @Argument(help: "Label or number of the account.") var account: String
        @Option(help: "Label or number of the tariff.") var tariff: String
        @Option(help: "Sanctioned load in kW.") var load: String?
        @Option(help: "Contract demand in kW or kVA, where it is another than the load.") var demand: String?
        @Option(help: "Rated power of the consumer's plant in kW.") var plant: String?
        @Option(name: .customLong("class"), help: "A class of consumers that the tariff names; repeat it for others.")
        var classes: [String] = []
        @Flag(help: "The supply is paid for before.") var prepaid = false
        @Option(help: "Since when, such as 2026-01-26T00:00:00Z; now without it.") var from: String?

        func run() async throws {
            let report = try await self.signing.signer(self.service).terms(
                account: self.account, tariff: self.tariff, load: self.load, demand: self.demand, plant: self.plant,
                classes: self.classes, isPrepaid: self.prepaid, from: self.from)
            try self.service.show(report) { "terms of \(self.account): \(self.signing.outcome($0))" }
        }
    }

    struct Retire: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The meter is read no more. By a registrar's or a crew's key.")

        @OptionGroup var service: ServiceOptions
        @OptionGroup var signing: SigningOptions
        @OptionGroup var since: Since
        @Argument(help: "Label or number of the meter.") var meter: String

        func run() async throws {
            let report = try await self.signing.signer(self.service).retire(meter: self.meter, from: self.since.from)
            try self.service.show(report) { "\(self.meter) retired: \(self.signing.outcome($0))" }
        }
    }
}
