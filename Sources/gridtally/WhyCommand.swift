import Appliance
import ArgumentParser

struct WhyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Show why a meter is read as it is: its last exchanges byte by byte, and what to do.",
        discussion: """
            Through the running service, which keeps the last exchanges with each unit; without it, the unit is asked a \
            few times. Exits 1 where something is wrong with it. \(LineOptions.discussion)
            """)

    @OptionGroup var line: LineOptions
    @OptionGroup var meter: MeterArgument

    @Option(help: "Exchanges to show, 1 to 16.")
    var exchanges = 4

    func validate() throws {
        guard (1...16).contains(self.exchanges) else {
            throw ValidationError("--exchanges is 1 to 16.")
        }
    }

    func run() async throws {
        let line = try await self.line.choose(meter: self.meter.name)
        let code = try await Why(line, exchanges: self.exchanges, json: self.line.json).run()
        if code != 0 { throw ExitCode(code) }
    }
}
