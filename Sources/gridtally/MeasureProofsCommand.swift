import Appliance
import ArgumentParser

extension MeasureCommand {
    struct Proofs: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Size of proof bundles of a large zone, and the time to verify them offline.")

        @Option(help: "Meters of the zone, 1 to 50000, in boxes of 200.")
        var meters = 20_000

        @Option(help: "Validators, 1 to 100.")
        var validators = 25

        @Option(help: "Changes of the validators since the genesis, 0 to 100.")
        var changes = 2

        @Option(help: "How often each bundle is verified, 1 to 10000.")
        var rounds = 200

        @Flag(help: "Print JSON.")
        var json = false

        func validate() throws {
            guard (1...50_000).contains(self.meters) else { throw ValidationError("--meters is 1 to 50000.") }
            guard (1...100).contains(self.validators) else { throw ValidationError("--validators is 1 to 100.") }
            guard (0...100).contains(self.changes) else { throw ValidationError("--changes is 0 to 100.") }
            guard (1...10_000).contains(self.rounds) else { throw ValidationError("--rounds is 1 to 10000.") }
        }

        func run() throws {
            let figures = try ProofsMeasurement(
                meters: self.meters, validators: self.validators, changes: self.changes, rounds: self.rounds
            ).run()
            print(self.json ? try ReportJSON.line(figures) : "\(figures)")
            if !figures.meetsGoals { throw ExitCode(ExitStatus.found) }
        }
    }
}
