import Appliance
import ArgumentParser

struct IdentifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "identify",
        abstract: "Find out which model a unit is, and propose its profile.",
        discussion: "Exits 1 where no profile can be proposed. \(LineOptions.discussion)")

    @OptionGroup var line: LineOptions

    @OptionGroup var device: MeterArgument

    func run() async throws {
        let line = try await self.line.choose(meter: self.device.name)
        let code = try await Identify(line, json: self.line.json).run(over: line.access)
        if code != 0 { throw ExitCode(code) }
    }
}
