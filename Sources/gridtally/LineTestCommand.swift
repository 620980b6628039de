import Appliance
import ArgumentParser

struct LineTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "line-test",
        abstract: "Say what is wrong with a line, by what it can be told, and what to do next.",
        discussion: """
            On a bus of the configuration all of its devices are tested, by their profiles and names. Exits 1 where a \
            fault was found. \(LineOptions.discussion)
            """)

    @OptionGroup var line: LineOptions

    @Option(help: "Addresses that should answer, as 1-8,12 (default: the bus's devices).")
    var units: String?

    @Option(help: "Profile of those that no configuration knows.")
    var profile: String?

    @Option(help: "Addresses along the cable from the box outwards, as 1,2,5,3 (default: the bus's cable_order).")
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
        let line = try await self.line.choose()
        let test = try await LineTesting(
            line, units: self.units.flatMap(CrewArguments.units), profile: self.profile,
            cableOrder: self.cableOrder.flatMap(CrewArguments.units), timeoutMilliseconds: self.timeout,
            despiteMaster: self.despiteMaster, json: self.line.json)
        let code = try await test.run(over: line.access)
        if code != 0 { throw ExitCode(code) }
    }
}
