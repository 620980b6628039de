import Appliance
import ArgumentParser
import Foundation

struct GenesisCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "genesis", abstract: "Make a zone's genesis from a zone file.")

    @Option(help: "The zone file: principals, time zone, interval, policy.")
    var zone: String

    @Option(help: "Where to write the genesis.")
    var out: String

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let report = try Setup.makeGenesis(
            zone: URL(fileURLWithPath: self.zone), out: URL(fileURLWithPath: self.out))
        print(
            self.json
                ? try ReportJSON.line(report)
                : "\(report.file): genesis of zone \(report.zone), hash \(report.genesisHash)\n"
                    + "Give this file to every box of the zone; the hash names the chain.")
    }
}
