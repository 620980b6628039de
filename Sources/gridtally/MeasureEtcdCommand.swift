import Appliance
import ArgumentParser
import Foundation

extension MeasureCommand {
    struct Etcd: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Four validators and three etcd nodes commit batches of the same size, in turn.",
            discussion: """
                Needs Debian's etcd-server. Both sync every write to the same disk. They bear different faults: four \
                validators one that lies, three etcd nodes one that stops.
                """)

        @Option(help: "Writers with one batch under way each, 1 to 32.")
        var writers = 8

        @Option(help: "Readings of one batch, 2 to 1000.")
        var batch = 500

        @Option(help: "Rounds of each, 1 to 20.")
        var rounds = 5

        @Option(help: "How long a round is; all rounds together at most a minute for each.")
        var seconds = 5.0

        @Option(help: "Folder on the disk to measure; the temporary folder without it.")
        var folder: String?

        @Flag(help: "Print JSON.")
        var json = false

        func validate() throws {
            guard (1...32).contains(self.writers) else { throw ValidationError("--writers is 1 to 32.") }
            guard (2...1000).contains(self.batch) else { throw ValidationError("--batch is 2 to 1000.") }
            guard (1...20).contains(self.rounds), (0.1...60).contains(self.seconds),
                Double(self.rounds) * self.seconds <= 60
            else { throw ValidationError("--rounds is 1 to 20, and --rounds times --seconds at most 60.") }
        }

        func run() async throws {
            let figures = try await EtcdMeasurement(
                writers: self.writers, batch: self.batch, rounds: self.rounds, seconds: self.seconds,
                folder: self.folder.map { URL(fileURLWithPath: $0) }
            ).run()
            print(self.json ? try ReportJSON.line(figures) : "\(figures)")
        }
    }
}
