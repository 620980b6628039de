import Appliance
import ArgumentParser
import Foundation

struct SetupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "setup",
        abstract: "Lead through a box's first configuration: zone, key, lines, meters, peers; writes a commented file.",
        discussion: """
            Ports are found, lines scanned and models proposed. Nothing is written before the end, and Control-C leaves \
            everything as it was. With --answers nobody is asked. Exits 1 where the result would not pass \
            `gridtally config check`.
            """)

    @Option(help: "The configuration to write.")
    var config = LineWish.standardConfiguration

    @Option(help: "A file with all answers, for a setup that nobody attends.")
    var answers: String?

    @Flag(help: "Write over a configuration that is there. Keys are never written over.")
    var replace = false

    func run() async throws {
        let setup = BoxSetup(
            file: URL(fileURLWithPath: self.config), replaces: self.replace,
            answers: self.answers.map { URL(fileURLWithPath: $0) })
        let code = try await setup.run()
        if code != 0 { throw ExitCode(code) }
    }
}
