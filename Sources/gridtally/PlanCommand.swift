import Appliance
import ArgumentParser
import Foundation

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show how the lines of a configuration are read, and what that takes of each line's time.",
        discussion: """
            Opens no port. Addresses are 0-based, as on the wire. A device's turnaround is the one it was last read \
            with, where the box's data folder knows it, else 20 ms. Exits 1 where a bus is overbooked.
            """)

    @Option(help: "The box's configuration file.")
    var config = "/etc/gridtally/box.yaml"

    @Option(help: "Only this bus.")
    var bus: String?

    @Option(help: "Folder of device profiles, instead of the configuration's.")
    var profiles: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let report = try PlanReport(
            configuration: URL(fileURLWithPath: self.config), profiles: self.profiles.map { URL(fileURLWithPath: $0) },
            bus: self.bus)
        print(self.json ? try ReportJSON.line(report) : report.text)
        if report.isOverbooked { throw ExitCode(ExitStatus.found) }
    }
}
