import Appliance
import ArgumentParser
import Foundation

struct ScanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan",
        abstract: "Find who answers on an unknown line: rates, parities and addresses, most likely first.",
        discussion: """
            Any answer counts, also a refusal. Ends after the first rate and parity at which units were found, unless \
            --all-settings is given. Exits 1 where nobody was found. \(LineOptions.discussion)
            """)

    @OptionGroup var line: LineOptions

    @Option(help: "Addresses, as 1-32,100.")
    var units = "1-247"

    @Option(parsing: .upToNextOption, help: "Rates to try, most likely first.")
    var bauds: [Int] = []

    @Option(parsing: .upToNextOption, help: "Formats to try, as 8N1 8E1.")
    var formats: [String] = []

    @Option(help: "Milliseconds to wait for each answer.")
    var timeout = 200

    @Flag(help: "Stop at the first unit.")
    var first = false

    @Option(help: "Stop when so many units were found.")
    var expect: Int?

    @Flag(help: "Try the other rates and parities for the units still missing.")
    var allSettings = false

    @Flag(help: "Ask although another master is on the line.")
    var despiteMaster = false

    @Option(help: "File that keeps how far the scan is, to go on after a stop.")
    var state: String?

    func validate() throws {
        guard CrewArguments.units(self.units) != nil else { throw ValidationError("--units is a list as 1-32,100.") }
        guard self.formats.allSatisfy(CrewArguments.isFormat) else {
            throw ValidationError("--formats are 8N1, 8E1, 8O1, 8N2.")
        }
        guard (10...10_000).contains(self.timeout) else { throw ValidationError("--timeout is 10 to 10000.") }
    }

    func run() async throws {
        let line = try await self.line.choose()
        let scan = Scan(
            bauds: self.bauds, formats: self.formats, units: CrewArguments.units(self.units) ?? [],
            timeoutMilliseconds: self.timeout, stopAfter: self.first ? 1 : self.expect,
            continuesWithOthers: self.allSettings, despiteMaster: self.despiteMaster, isSerial: try await line.isSerial,
            state: self.state.map { URL(fileURLWithPath: $0) }, json: self.line.json)
        let code = try await scan.run(over: line.access)
        if code != 0 { throw ExitCode(code) }
    }
}
