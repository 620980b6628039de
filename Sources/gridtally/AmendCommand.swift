import Appliance
import ArgumentParser
import Foundation

struct AmendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "amend", abstract: "Dated facts about meters and accounts: what was before stays what it was.",
        subcommands: [
            Move.self, Payer.self, Exchange.self, Ratios.self, Retire.self, Terms.self, Holder.self,
        ])

    /// Since when, for what changes between two intervals.
    struct Since: ParsableArguments {
        @Option(
            help: "The end of an interval, such as 2026-01-26T10:30:00Z; the start of the one that runs without it.")
        var from: String?
    }

    struct Move: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The meter stands at another place of the grid. By a registrar's key.")

        @OptionGroup var signing: SigningOptions
        @OptionGroup var since: Since
        @Argument(help: "Label or number of the meter.") var meter: String
        @Argument(help: "Label or number of the node.") var node: String

        func run() async throws {
            try await self.signing.sign("\(self.meter) at \(self.node):") {
                try await $0.move(meter: self.meter, to: self.node, from: self.since.from)
            }
        }
    }

    struct Payer: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Another account pays for the meter, or nobody. By a registrar's key.",
            discussion: "An order against the account that paid is made anew without this meter.")

        @OptionGroup var signing: SigningOptions
        @OptionGroup var since: Since
        @Argument(help: "Label or number of the meter.") var meter: String
        @Argument(help: "Label or number of the account; nobody without it.") var account: String?

        func run() async throws {
            try await self.signing.sign("\(self.meter) paid for by \(self.account ?? "nobody"):") {
                try await $0.hand(meter: self.meter, to: self.account, from: self.since.from)
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

        @OptionGroup var signing: SigningOptions
        @Argument(help: "Label or number of the meter.") var meter: String
        @Option(help: "Serial number of the new meter.") var serial: String
        @Option(help: "What the old meter showed at its end, in kWh or kL.") var closing: [String]
        @Option(help: "What the new meter showed when it was put in.") var opening: [String]
        @Option(help: "When, such as 2026-01-26T10:37:00Z; now without it.") var at: String?

        func run() async throws {
            try await self.signing.sign("\(self.meter) is number \(self.serial):") {
                try await $0.exchange(
                    meter: self.meter, serial: self.serial, closing: self.closing, opening: self.opening, at: self.at)
            }
        }
    }

    struct Ratios: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The measuring transformers in front of the meter. By a registrar's or a crew's key.",
            discussion: """
                A meter whose own registers show other ratios gets no bill until both agree. Declare what the plates of \
                the transformers say; the ratio of one that is not given stays as it was.
                """)

        @OptionGroup var signing: SigningOptions
        @Argument(help: "Label or number of the meter.") var meter: String
        @Option(help: "Current transformers: primary/secondary in A, such as 100/5.") var ct: String?
        @Option(help: "Voltage transformers: primary/secondary in V, such as 11000/110.") var pt: String?
        @Option(help: "Since when, such as 2026-01-26T10:37:00Z; now without it.") var from: String?

        func run() async throws {
            let given = [self.ct.map { "CT \($0)" }, self.pt.map { "PT \($0)" }].compactMap { $0 }
            try await self.signing.sign("\(self.meter) behind \(given.joined(separator: ", ")):") {
                try await $0.ratios(meter: self.meter, current: self.ct, voltage: self.pt, from: self.from)
            }
        }
    }

    struct Terms: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What an account is billed by. By a registrar's key.",
            discussion: "Each bill goes by the terms of its period's first instant. Give all of them: none is kept.")

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
            try await self.signing.sign("terms of \(self.account):") {
                try await $0.terms(
                    account: self.account, tariff: self.tariff, load: self.load, demand: self.demand,
                    plant: self.plant, classes: self.classes, isPrepaid: self.prepaid, from: self.from)
            }
        }
    }

    struct Holder: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Who holds an account with a key of its own. By a registrar's key.",
            discussion: """
                The holder, a principal with the role consumer, may pay from the account's credit and dispute its bills. \
                Without --principal nobody may any more: say so when the tenant leaves.
                """)

        @OptionGroup var signing: SigningOptions
        @Argument(help: "Label or number of the account.") var account: String
        @Option(help: "Label or number of the consumer; nobody without it.") var principal: String?

        func run() async throws {
            try await self.signing.sign("\(self.account) held by \(self.principal ?? "nobody"):") {
                try await $0.setHolder(of: self.account, to: self.principal)
            }
        }
    }

    struct Retire: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The meter is read no more. By a registrar's or a crew's key.")

        @OptionGroup var signing: SigningOptions
        @OptionGroup var since: Since
        @Argument(help: "Label or number of the meter.") var meter: String

        func run() async throws {
            try await self.signing.sign("\(self.meter) retired:") {
                try await $0.retire(meter: self.meter, from: self.since.from)
            }
        }
    }
}
