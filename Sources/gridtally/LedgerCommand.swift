import Appliance
import ArgumentParser
import Foundation

struct LedgerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "Look at the chain and check it.",
        subcommands: [Show.self, Follow.self, Verify.self])

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show blocks; the newest ten without --from.")

        @OptionGroup var service: ServiceOptions
        @Option(help: "First height.") var from: UInt64?
        @Option(help: "How many blocks.") var count = 10

        func run() async throws {
            let from = self.from.map { "&from=\($0)" } ?? ""
            let blocks: [BlockReport] = try await self.service.client.get(
                "/api/v1/ledger/blocks?count=\(self.count)\(from)")
            try self.service.show(blocks, empty: "no blocks yet", \.text)
        }
    }

    struct Follow: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show blocks as they become final, until interrupted or for --count of them.")

        @OptionGroup var service: ServiceOptions
        @Option(help: "First height; the next block without it.") var from: UInt64?
        @Option(help: "End after so many blocks.") var count: Int?

        func run() async throws {
            let start: UInt64
            if let from = self.from {
                start = max(1, from)
            } else {
                let status: StatusReport = try await self.service.client.get("/api/v1/status")
                start = status.height + 1
            }
            try await LedgerFollowing(client: self.service.client, from: start).run(atMost: self.count) { block in
                try self.service.show(block, \.text)
                fflush(nil)
            }
        }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Execute the stored chain again from the genesis and compare every root.",
            discussion: "Reads the files; the service may run or not.")

        @Option(help: "The box's configuration file.") var config = "/etc/gridtally/box.yaml"
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let report = try await LedgerVerification.run(configuration: URL(fileURLWithPath: self.config))
            print(self.json ? try ReportJSON.line(report) : report.text)
            if report.problem != nil { throw ExitCode(ExitStatus.damaged) }
        }
    }
}

extension LedgerReport {
    fileprivate var text: String {
        let good =
            "\(self.blocks) blocks with \(self.transactions) transactions verified from the genesis: "
            + "every hash, certificate, root and entry fits.\nstate root \(self.stateRoot)"
        guard let problem = self.problem else { return good }
        return "DAMAGED: \(problem)\nGood up to block \(self.blocks). Keep the files, move them aside, and let the box "
            + "fetch the chain again from its peers."
    }
}

extension BlockReport {
    fileprivate var text: String {
        let heading =
            "block \(self.height)  \(self.time)  \(self.hash.prefix(16))  view \(self.view), "
            + "final by \(self.signers.count) of the validators"
        let roots =
            "  energy ledger \(self.energyRoot.prefix(16))  payment ledger \(self.paymentRoot.prefix(16))  "
            + "state \(self.stateRoot.prefix(16))"
        let transactions = self.transactions.map {
            "  \($0.id.prefix(12))  \($0.kind), by principal \($0.sender) (no. \($0.sequence))"
        }
        return ([heading, roots] + transactions).joined(separator: "\n")
    }
}
