import Appliance
import ArgumentParser
import Foundation

extension MeasureCommand {
    struct Meters: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Validators as processes with a large zone's state: memory, idle time, a block of all readings.",
            discussion: """
                The registry and the first intervals are written with the validators' keys before their processes start; \
                they go on from there.
                """)

        @Option(help: "Meters of the zone, 2 to 100000, in boxes of 500.")
        var meters = 50_000

        @Option(help: "Validators, 1 to 10.")
        var validators = 4

        @Option(help: "Intervals of readings that the running validators take, 1 to 90.")
        var intervals = 4

        @Option(help: "How long they are idle after that.")
        var seconds = 20.0

        @Option(help: "Folder on the disk to measure; the temporary folder without it.")
        var folder: String?

        @Flag(help: "Print JSON.")
        var json = false

        func validate() throws {
            guard (2...100_000).contains(self.meters), self.meters % 500 != 1 else {
                throw ValidationError("--meters is 2 to 100000; a box has two meters at least.")
            }
            guard (1...10).contains(self.validators) else { throw ValidationError("--validators is 1 to 10.") }
            guard (1...90).contains(self.intervals) else { throw ValidationError("--intervals is 1 to 90.") }
            guard (1...3600).contains(self.seconds) else { throw ValidationError("--seconds is 1 to 3600.") }
        }

        func run() async throws {
            let figures = try await MetersMeasurement(
                meters: self.meters, validators: self.validators, intervals: self.intervals,
                idleSeconds: self.seconds, folder: self.folder.map { URL(fileURLWithPath: $0) }
            ).run()
            print(self.json ? try ReportJSON.line(figures) : "\(figures)")
            if !figures.meetsGoals { throw ExitCode(ExitStatus.found) }
        }
    }
}
