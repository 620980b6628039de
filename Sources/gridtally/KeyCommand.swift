import Appliance
import ArgumentParser
import Foundation

struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Look after this box's key.", subcommands: [Rotate.self, Revoke.self])

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Make the key of a stolen or lost box worthless. By a registrar's key, and whom the policy names besides.",
            discussion: """
                It signs nothing from the next transaction on, and peers let nobody in with it. Revoked again with \
                --replacement, the box goes on under another key. Not for validators, whose key stands in the epoch's set.
                """)

        @OptionGroup var signing: SigningOptions
        @Argument(help: "Label or number of the principal.") var principal: String
        @Option(help: "stolen, lost or retired.") var cause: String
        @Option(help: "File of the key that replaces it.") var replacement: String?

        func run() async throws {
            try await self.signing.sign("the key of \(self.principal): revocation") {
                try await $0.revokeKey(
                    of: self.principal, cause: self.cause,
                    replacement: self.replacement.map { URL(fileURLWithPath: $0) })
            }
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a new key, put it on the chain under the old one, and put it in the old one's place.",
            discussion: """
                Not for validators, whose key stands in the epoch's set. The old file is kept beside the new one. The box's \
                own service or another's takes it to the chain; restart the box's own within a minute, as its peers cut off \
                the old key then. Interrupted, run it again.
                """)

        @OptionGroup var service: ServiceOptions
        @Option(help: "File of the key.") var key: String

        func run() async throws {
            let report = try await KeyRotation(client: self.service.client, key: URL(fileURLWithPath: self.key)).run()
            try self.service.show(report) {
                "\($0.file): the new key of principal \($0.principal)"
                    + ($0.height.map { ", in block \($0)" } ?? ", which the chain knew already")
                    + "\n\($0.publicKey)\nThe old key is kept as \($0.oldKey). Restart the service now; its peers need not know."
            }
        }
    }
}
