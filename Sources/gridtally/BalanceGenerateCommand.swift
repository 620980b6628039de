import Appliance
import ArgumentParser
import Foundation

extension BalanceCommand {
    struct Generate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Simulate feeders with and without theft, to try a loss detection on.",
            discussion: """
                Writes a folder for each scenario: topology.json with what the utility knows, readings.csv.gz with what \
                was read, and truth.json with what really was. The same seed gives the same bytes. Nothing is replaced.
                """)

        @Option(help: "Any number; another one gives other feeders.") var seed: UInt64 = 1
        @Option(help: "How many scenarios, 1 to 999.") var count = 1
        @Option(help: "Days of each, 7 to 366.") var days = 35
        @Flag(help: "Feeders without theft alone.") var normalOnly = false
        @Option(help: ArgumentHelp("Scenarios of one family alone: \(Self.families).", valueName: "name"))
        var family: String?
        @Option(help: "Folder to write to.") var out: String
        @Flag(help: "Print JSON: one object a line.") var json = false

        private static let families = FeederGeneration.families.joined(separator: ", ")

        func validate() throws {
            guard (1...999).contains(self.count) else { throw ValidationError("--count is 1 to 999.") }
            guard FeederGeneration.dayRange.contains(self.days) else { throw ValidationError("--days is 7 to 366.") }
            guard !self.normalOnly || self.family == nil else {
                throw ValidationError("Give --normal-only or --family, not both.")
            }
            guard self.family.map(FeederGeneration.families.contains) ?? true else {
                throw ValidationError("--family is one of \(Self.families).")
            }
        }

        func run() throws {
            let generation = try FeederGeneration(
                seed: self.seed, count: self.count, family: self.normalOnly ? "normal" : self.family, days: self.days,
                folder: URL(fileURLWithPath: self.out))
            try generation.run { written in
                print(
                    self.json
                        ? try ReportJSON.line(written) : "\(written.folder): \(written.readings) readings")
            }
        }
    }
}
