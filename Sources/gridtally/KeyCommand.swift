import Appliance
import ArgumentParser
import Foundation

struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Look after this box's key.", subcommands: [Rotate.self])

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a new key, put it on the chain under the old one, and put it in the old one's place.",
            discussion: """
                Not for validators, whose key stands in the epoch's set. The old file is kept beside the new one. The box's \
                own service or another's takes it to the chain; restart the box's own within a minute, as its peers cut off \
                the old key then. Interrupted, run it again.
                """)

        @OptionGroup var service: ServiceOptions
        @OptionGroup var signing: SigningOptions

        func run() async throws {
            let report = try await KeyRotation(client: self.service.client, key: self.signing.file).run()
            try self.service.show(report) {
                "\($0.file): the new key of principal \($0.principal)"
                    + ($0.height.map { ", in block \($0)" } ?? ", which the chain knew already")
                    + "\n\($0.publicKey)\nThe old key is kept as \($0.oldKey). Restart the service now; its peers need not know."
            }
        }
    }
}
