import Appliance
import ArgumentParser
import Foundation

struct LineTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "line-test",
        abstract: "Say what is wrong with a line, by what it can be told, and what to do next.",
        discussion: "Exits 1 where a fault was found.")

    @OptionGroup var line: LineOptions

    @Option(help: "Addresses that should answer, as 1-8,12.")
    var units: String

    @Option(help: "Their profile: the test then reads what the meters really have.")
    var profile: String?

    @Option(help: "Folder of device profiles.")
    var profiles = ProfileLibrary.folder

    @Option(help: "Addresses along the cable from the box outwards, as 1,2,5,3: a break is then placed.")
    var cableOrder: String?

    @Option(help: "Milliseconds that the bus waits for an answer.")
    var timeout = 1000

    @Flag(help: "Ask although another master is on the line.")
    var despiteMaster = false

    func validate() throws {
        for list in [self.units, self.cableOrder].compactMap({ $0 }) {
            guard CrewArguments.units(list) != nil else { throw ValidationError("`\(list)` is no list as 1-8,12.") }
        }
        guard (10...10_000).contains(self.timeout) else { throw ValidationError("--timeout is 10 to 10000.") }
    }

    func run() async throws {
        let access = try await self.line.access()
        let test = try await LineTesting(
            units: CrewArguments.units(self.units) ?? [], profile: self.profile,
            profiles: URL(fileURLWithPath: self.profiles),
            cableOrder: self.cableOrder.flatMap(CrewArguments.units) ?? [], timeoutMilliseconds: self.timeout,
            despiteMaster: self.despiteMaster, line: access, json: self.line.json)
        let code = try await test.run(over: access)
        if code != 0 { throw ExitCode(code) }
    }
}
