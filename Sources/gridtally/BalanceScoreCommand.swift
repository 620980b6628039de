import Appliance
import ArgumentParser
import Foundation

extension BalanceCommand {
    struct Score: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Score alarms against what really was on simulated feeders.",
            discussion: """
                A theft is found by an alarm at its start or later, not more than 15 minutes before; the first one tells \
                how long it took. The last one is judged: kind, phase, the first three meters, energy. Alarms on normal \
                feeders and before the start are false; one covers the 24 hours after it. Alarms more than two hours \
                after the last day are not counted; the last word on a normal feeder counts where nothing false was said.
                """)

        @Option(help: "File of alarms, one JSON object a line; give it again for more files.") var alarms: [String]
        @Argument(help: "Folder of scenarios, each a folder with truth.json and topology.json.") var folder: String
        @Flag(help: "Print JSON.") var json = false

        func run() throws {
            let score = try LossScore(
                alarms: self.alarms.map { URL(fileURLWithPath: $0) }, folder: URL(fileURLWithPath: self.folder))
            print(self.json ? try ReportJSON.line(score) : "\(score)")
        }
    }
}
