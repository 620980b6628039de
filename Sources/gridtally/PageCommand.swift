import Appliance
import ArgumentParser
import Foundation

struct PageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "page", abstract: "The box's page in a browser, and who may see what there.",
        discussion: """
            The service serves its page, its interface (/api/v1, described by /api/v1/openapi.json) and its metrics \
            (/metrics) where `page.listen` of the configuration says: http://127.0.0.1:8750 if it says nothing.
            """,
        subcommands: [SignIn.self])

    struct SignIn: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a pass for the page.",
            discussion: """
                Paste it into the page under “Sign in”, or send it as `Authorization: GridTally PASS`. It opens what belongs \
                to accounts to those whose key has one of the roles crew, registrar, regulator, collector, auditor and \
                vigilance. It needs no network: the key signs it, and the box asks the chain who that is.

                gridtally page sign-in --key keys/meena.key --person "R. Meena"
                """)

        @OptionGroup var who: PersonOptions
        @Option(help: "For how long the pass is good, 1 to 480.") var minutes = 60
        @Option(help: "A box's configuration (default: /etc/gridtally/box.yaml).") var config: String?
        @Option(help: "The zone's genesis file, where there is no box's configuration.") var genesis: String?

        func validate() throws {
            guard self.config == nil || self.genesis == nil else {
                throw ValidationError("give --config or --genesis, not both")
            }
        }

        func run() async throws {
            let making =
                try self.genesis.map { try PassMaking(genesis: URL(fileURLWithPath: $0)) }
                ?? PassMaking(configuration: URL(fileURLWithPath: self.config ?? "/etc/gridtally/box.yaml"))
            print(try making.pass(key: self.who.file, person: self.who.name, minutes: self.minutes))
        }
    }
}
