import Appliance
import ArgumentParser

extension MeasureCommand {
    struct Contract: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Executing readings, ending a billing period and updating the state's root, in memory.",
            discussion: "Also what a reading takes on the chain. Exits 1 where a goal is missed.")

        @Option(help: "Meters of the box, 2 to 4000.")
        var meters = 4000

        @Option(help: "Intervals of readings, 1 to 1000.")
        var intervals = 100

        @Option(help: "Accounts whose billing period ends, 1 to 100000.")
        var accounts = 50_000

        @Flag(help: "Print JSON.")
        var json = false

        func validate() throws {
            guard (2...4000).contains(self.meters) else { throw ValidationError("--meters is 2 to 4000.") }
            guard (1...1000).contains(self.intervals) else { throw ValidationError("--intervals is 1 to 1000.") }
            guard (1...100_000).contains(self.accounts) else { throw ValidationError("--accounts is 1 to 100000.") }
        }

        func run() throws {
            let figures = try ContractMeasurement(
                meters: self.meters, intervals: self.intervals, accounts: self.accounts
            ).run()
            print(self.json ? try ReportJSON.line(figures) : "\(figures)")
            if !figures.meetsGoals { throw ExitCode(ExitStatus.found) }
        }
    }
}
