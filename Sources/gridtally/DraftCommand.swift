import Appliance
import ArgumentParser
import Foundation

struct DraftCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "draft", abstract: "Transactions in a file that others are to sign as well.",
        discussion: """
            Any signing command with `--draft FILE` writes one instead of submitting. It can enter a block for a day, and \
            only while its sender has signed nothing else.
            """, subcommands: [Show.self, Approve.self, Submit.self])

    struct FileArgument: ParsableArguments {
        @Argument(help: "The draft.") var file: String

        var url: URL { URL(fileURLWithPath: self.file) }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show what a draft asks for and who signed it.")

        @OptionGroup var draft: FileArgument
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            for report in try TransactionDraft(reading: self.draft.url).reports {
                print(self.json ? try ReportJSON.line(report) : report.text)
            }
        }
    }

    struct Approve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add a signature.")

        @OptionGroup var service: ServiceOptions
        @Option(help: "File of the signing key.") var key: String
        @OptionGroup var draft: FileArgument

        func run() async throws {
            let reports = try await Signer(client: self.service.client, key: URL(fileURLWithPath: self.key))
                .approve(self.draft.url)
            try self.service.show(reports, empty: "an empty draft", \.text)
        }
    }

    struct Submit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take it to the chain; waits until it is final.")

        @OptionGroup var service: ServiceOptions
        @OptionGroup var draft: FileArgument

        func run() async throws {
            let reports = try await TransactionDraft(reading: self.draft.url).submit(self.service.client)
            try self.service.show(reports, empty: "an empty draft") {
                "\($0.id.prefix(12)) in block \($0.height ?? 0)"
            }
        }
    }
}

extension DraftReport {
    fileprivate var text: String {
        "\(self.kind) of principal \(self.sender), number \(self.sequence), until \(self.expires), "
            + "signed by \(self.signers.map(String.init).joined(separator: ", ")):\n  \(self.record)"
    }
}
