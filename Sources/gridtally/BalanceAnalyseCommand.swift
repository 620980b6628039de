import Appliance
import ArgumentParser
import Foundation

extension BalanceCommand {
    struct Analyse: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Look for taps, leaks and false metering in the readings of a feeder or district.",
            discussion: """
                Reads what the utility knows (topology.json) and what was read (readings.csv or readings.csv.gz) and \
                judges it reading by reading, as if it came in just now. Each alarm is one line of JSON; the last one is the \
                judgement of all. Exits 1 where something was found.
                """)

        @Option(help: "JSON file with transformer, houses, lines and declared loads, or a district of water.")
        var topology: String
        @Option(help: "CSV file of readings, sorted by time; with gzip or without.") var readings: String
        @Option(help: "File for the alarms, one JSON object a line. It must not exist.") var alarms: String?
        @Option(help: "File for a page for the crew. It must not exist.") var report: String?
        @Flag(help: "Print JSON.") var json = false

        func run() throws {
            var lines = ""
            let analysis = try FeederAnalysis(
                topology: URL(fileURLWithPath: self.topology), readings: URL(fileURLWithPath: self.readings)
            ) { alarm in
                let line = try ReportJSON.line(alarm)
                lines += line + "\n"
            }
            if let alarms = self.alarms { try FileError.create(URL(fileURLWithPath: alarms), Data(lines.utf8)) }
            if let report = self.report { try FileError.create(URL(fileURLWithPath: report), Data(analysis.page.utf8)) }
            print(self.json ? try ReportJSON.line(analysis.summary) : analysis.text)
            if analysis.last != nil { throw ExitCode(ExitStatus.found) }
        }
    }
}
