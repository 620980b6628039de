import Appliance
import ArgumentParser
import Foundation

struct IdentifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "identify",
        abstract: "Find out which model a unit is, and propose its profile.",
        discussion: "Exits 1 where no profile can be proposed.")

    @OptionGroup var line: LineOptions

    @Option(help: "The unit's address, 1 to 255.")
    var unit: UInt8

    @Option(help: "Folder of device profiles.")
    var profiles = ProfileLibrary.folder

    func run() async throws {
        let identify = try Identify(
            unit: self.unit, profiles: URL(fileURLWithPath: self.profiles), json: self.line.json)
        let code = try await identify.run(over: try await self.line.access())
        if code != 0 { throw ExitCode(code) }
    }
}
