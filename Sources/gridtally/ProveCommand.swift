import Appliance
import ArgumentParser
import Foundation

struct ProveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove", abstract: "Write a proof that anyone can verify offline, from the zone's genesis.",
        discussion: "Reads the box's files; the service may run or not. `gridtally verify` checks what it writes.",
        subcommands: [Bill.self, Reading.self, Payment.self, Switching.self])

    struct Files: ParsableArguments {
        @Option(help: "The box's configuration file.") var config = "/etc/gridtally/box.yaml"
        @Option(help: "Where to write it; an existing file is never replaced. A name of its own without it.")
        var out: String?
        @Flag(help: "Print JSON.") var json = false

        func prove(_ request: ProofRequest, executes: Bool = false) async throws {
            let report = try await Proving(configuration: URL(fileURLWithPath: self.config), executes: executes).run(
                request, out: self.out.map { URL(fileURLWithPath: $0) })
            print(self.json ? try ReportJSON.line(report) : report.text)
        }
    }

    struct Bill: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "A bill with its registers, tariff, lines, payments and permit.")

        @OptionGroup var files: Files
        @Argument(help: "Label or number of the account.") var account: String
        @Argument(help: "Number of the period, or a time in it.") var period: String

        func run() async throws { try await self.files.prove(.bill(account: self.account, period: self.period)) }
    }

    struct Reading: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What a box read of a meter for an interval, as it signed it.",
            discussion: """
                What the contract booked is shown where the state is of that interval: of the last one, or of any with \
                --execute, which executes the chain up to there again.
                """)

        @OptionGroup var files: Files
        @Argument(help: "Label or number of the meter.") var meter: String
        @Argument(help: "End of the interval or a time in it, for example 2026-01-05T06:15:00Z.") var time: String
        @Option(help: "OBIS code of the register; the billed one without it.") var channel: String?
        @Flag(help: "Show that it was booked; takes as long as executing the chain up to there.") var execute = false

        func run() async throws {
            try await self.files.prove(
                .reading(meter: self.meter, time: self.time, channel: self.channel), executes: self.execute)
        }
    }

    struct Payment: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "A payment; shows no reading.")

        @OptionGroup var files: Files
        @Argument(help: "Label or number of the collector.") var collector: String
        @Argument(help: "The collector's reference.") var reference: String

        func run() async throws {
            try await self.files.prove(.payment(collector: self.collector, reference: self.reference))
        }
    }

    struct Switching: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Why a supply was cut off: order, bill, notice, and what the relay did.")

        @OptionGroup var files: Files
        @Argument(help: "Label or number of the meter.") var meter: String
        @Option(help: "Number of the order; the newest that names the meter without it.") var order: UInt32?

        func run() async throws { try await self.files.prove(.switching(meter: self.meter, order: self.order)) }
    }
}

extension ProofFileReport {
    fileprivate var text: String {
        "\(self.file): \(self.bytes) bytes; verify with `gridtally verify \(self.file) --genesis FILE`\n"
            + self.sentences.joined(separator: "\n")
    }
}

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Verify a proof offline: nothing is trusted but the zone's genesis.",
        discussion: "Exits 0 where all of it is proven, 1 where a check fails, 5 where the file is no proof at all.")

    @Argument(help: "The proof.") var file: String
    @Option(help: "The zone's genesis file.") var genesis: String
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
        let report = try ProofVerification.run(
            URL(fileURLWithPath: self.file), genesis: URL(fileURLWithPath: self.genesis))
        print(self.json ? try ReportJSON.line(report) : report.text)
        if report.isDamaged { throw ExitCode(ExitStatus.damaged) }
        if !report.isProven { throw ExitCode(ExitStatus.found) }
    }
}

extension ProofVerificationReport {
    fileprivate var text: String {
        self.problem.map { "NOT PROVEN: \($0)" } ?? (["PROVEN:"] + self.sentences).joined(separator: "\n")
    }
}
