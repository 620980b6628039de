import Appliance
import ArgumentParser
import Foundation

extension MeasureCommand {
    struct Losses: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The loss detector on simulated feeders: what it finds, how fast, and what it costs.",
            discussion: """
                Two in three of the mixed feeders have a theft, of every family; the normal ones have none. They are \
                those of gridtally balance generate: --seed N --count COUNT, and --seed N+1000 --count NORMAL \
                --normal-only. Exits 1 where a goal is missed.
                """)

        @Option(
            help: "Any number; another one gives other feeders. Without it 3001, and a feeder of 40 houses for --year.")
        var seed: UInt64?

        @Option(help: "Mixed feeders, 0 to 999 with the normal ones.")
        var count = 40

        @Option(help: "Normal feeders.")
        var normal = 30

        @Option(help: "Days of each, 7 to 366. Without it 35, and 366 for --year.")
        var days: Int?

        @Option(help: "Folder for the feeders and the alarms, as gridtally balance score reads them.")
        var out: String?

        @Option(help: "Folder for two drawings as SVG; it is made where it is not there.")
        var plots: String?

        @Flag(help: "One feeder alone: processor time, the slowest interval, memory.")
        var year = false

        @Flag(help: "Print JSON.")
        var json = false

        func validate() throws {
            let range = 0...999
            guard range.contains(self.count), range.contains(self.normal), (1...999).contains(self.count + self.normal)
            else { throw ValidationError("--count and --normal together are 1 to 999.") }
            guard self.days.map(FeederGeneration.dayRange.contains) ?? true else {
                throw ValidationError("--days is 7 to 366.")
            }
            guard !self.year || (self.out == nil && self.plots == nil) else {
                throw ValidationError("--year writes no files: leave --out and --plots out.")
            }
        }

        func run() async throws {
            let meetsGoals = self.year ? try await self.measureYear() : try self.measureFeeders()
            if !meetsGoals { throw ExitCode(ExitStatus.found) }
        }

        private func measureYear() async throws -> Bool {
            let figures = try await LossYearMeasurement(
                seed: self.seed ?? LossYearMeasurement.usualSeed, days: self.days ?? LossYearFigures.days
            ).run()
            print(self.json ? try ReportJSON.line(figures) : "\(figures)")
            return figures.meetsGoals
        }

        private func measureFeeders() throws -> Bool {
            let figures = try LossesMeasurement(
                seed: self.seed ?? 3001, mixed: self.count, normal: self.normal, days: self.days ?? 35,
                out: self.out.map { URL(fileURLWithPath: $0) }
            ).run { FileHandle.standardError.write(Data("\($0)\n".utf8)) }
            print(self.json ? try ReportJSON.line(figures) : "\(figures)")
            if let plots = self.plots { try LossesPlots(figures).write(to: URL(fileURLWithPath: plots)) }
            return figures.meetsGoals
        }
    }
}
