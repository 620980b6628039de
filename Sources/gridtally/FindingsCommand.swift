import Appliance
import ArgumentParser
import Foundation

struct FindingsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "findings",
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
        "finding \(finding.number): \(finding.kind) at \(finding.node) since \(finding.onset), "
            + "\(Amount.quantity(finding.quantity, finding.unit)) unexplained" + (finding.isOpen ? "" : " (closed)")
    }
}
