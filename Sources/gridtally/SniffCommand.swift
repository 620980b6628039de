import Appliance
import ArgumentParser

struct SniffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sniff",
        abstract: "Decode somebody else's traffic by listening alone; nothing is sent.",
        discussion: """
            Exits 1 where no frame was heard. Through the running service the box's own polls go on between the pieces \
            that are listened to. \(LineOptions.discussion)
            """)

    @OptionGroup var line: LineOptions

    @Option(help: "How long to listen; until Control-C where it is not given.")
    var seconds: Double?

    func validate() throws {
        guard (self.seconds.map { (0.1...1_000_000).contains($0) }) ?? true else {
            throw ValidationError("--seconds is 0.1 to 1000000.")
        }
    }

    func run() async throws {
        let line = try await self.line.choose()
        let code = try await Sniff(seconds: self.seconds, json: self.line.json).run(over: line.access)
        if code != 0 { throw ExitCode(code) }
    }
}
