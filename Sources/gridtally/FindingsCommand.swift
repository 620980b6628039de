import Appliance
import ArgumentParser
import Foundation

struct FindingsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "findings", abstract: "Where more goes than meters and losses explain, and what was found there.",
        subcommands: [List.self, Confirm.self, Refute.self, Suspects.self], defaultSubcommand: List.self)
}

extension FindingsCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show where more goes than meters and losses explain; exits 1 if open.",
            discussion: """
                The findings of the chain, and what this box's own watch says of the transformers and districts in its \
                `loss_detection`: up to when each is balanced, which meters it waits for, the smallest loss that it would \
                see, and what to look at first. Without the service, `gridtally balance analyse` judges files.
                """)

        @OptionGroup var service: ServiceOptions
        @Argument(help: "Label of a node; left out: all.") var node: String?
        @Flag(help: "Closed ones too.") var all = false
        @Option(help: "Write a printable page of the node to this file. It must not exist.") var page: String?

        func validate() throws {
            guard self.page == nil || self.node != nil else { throw ValidationError("--page needs a node.") }
        }

        func run() async throws {
            let query = self.node.map { "?node=\(ControlClient.part($0))" } ?? ""
            let chain: [FindingReport] = try await self.service.client.get("/api/v1/findings")
            let findings = chain.filter { self.node == nil || $0.node == self.node }
            let watches: [LossReport] = try await self.service.client.get("/api/v1/losses\(query)")
            if let page = self.page {
                let report: LossPageReport = try await self.service.client.get("/api/v1/losses/page\(query)")
                try FileError.create(URL(fileURLWithPath: page), Data(report.html.utf8))
            }
            let shown = findings.filter { self.all || $0.isOpen }
            try self.service.show(shown, empty: "no open findings", Self.text)
            if !watches.isEmpty { try self.service.show(watches, empty: "") { $0.text } }
            if findings.contains(where: \.isOpen) || watches.contains(where: { $0.finding != nil }) {
                throw ExitCode(ExitStatus.found)
            }
        }

        private static func text(_ finding: FindingReport) -> String {
            let place = finding.node + (finding.phase.map { " on \($0)" } ?? "")
            let verdict = finding.verdict.map { verdict in
                "; \(verdict.isConfirmed ? "confirmed" : "refuted") by \(verdict.by), reference \(verdict.reference)"
            }
            return "finding \(finding.number): \(finding.kind) at \(place) since \(finding.onset), "
                + "\(Amount.quantity(finding.quantity, finding.unit)) unexplained"
                + (finding.filedBy.map { ", filed by \($0)" } ?? "") + (verdict ?? "")
                + (finding.isOpen ? "" : " (closed)")
        }
    }

    struct Confirm: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say that a finding was right. By a crew's, vigilance's or registrar's key.")

        @OptionGroup var visit: VisitOptions

        func run() async throws { try await self.visit.judge(isConfirmed: true) }
    }

    struct Refute: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say that nothing was wrong. By a crew's, vigilance's or registrar's key.",
            discussion: """
                The finding ends, and the contract's test begins anew. The box tells the like again only where the \
                readings weigh twice as much; where more than one finding of a node is refuted within a year, it asks \
                more of all of them.
                """)

        @OptionGroup var visit: VisitOptions

        func run() async throws { try await self.visit.judge(isConfirmed: false) }
    }

    struct Suspects: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read which meters to look at, of a box's finding. By a key with the role vigilance.",
            discussion: "Everybody holds it sealed; only the key opens it.")

        @OptionGroup var service: ServiceOptions
        @Argument(help: "Number of the finding.") var finding: UInt32
        @Option(help: "File of the key.") var key: String

        func run() async throws {
            let signer = try Signer(client: self.service.client, key: URL(fileURLWithPath: self.key))
            try self.service.show(try await signer.suspects(of: self.finding)) { $0.text }
        }
    }
}

/// What was found on site, and whose key says so.
struct VisitOptions: ParsableArguments {
    @OptionGroup var signing: SigningOptions
    @Argument(help: "Number of the finding.") var finding: UInt32
    @Option(help: "When somebody was there, such as 2026-01-26T10:30:00Z; now without it.") var at: String?
    @Option(help: "Of the job's paper, 1 to 64 bytes. It is public: no names.") var reference: String

    func judge(isConfirmed: Bool) async throws {
        try await self.signing.sign("finding \(self.finding) \(isConfirmed ? "confirmed" : "refuted"),") {
            try await $0.judge(
                finding: self.finding, isConfirmed: isConfirmed, at: self.at, reference: self.reference)
        }
    }
}
