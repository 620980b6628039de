import Appliance
import ArgumentParser
import Foundation

struct PortsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ports",
        abstract: "Show the serial ports: adapter, stable names, driver, who holds them, which bus uses them.",
        discussion: "No port is opened. Exit code 1 where a configured port is missing, held or not for this user.")

    @Option(help: "Configuration of the box. (default: \(LineWish.standardConfiguration) where it is there)")
    var config: String?

    @Flag(help: "Print JSON, one object a line.")
    var json = false

    func run() throws {
        let report = try PortsListing.report(configuration: self.config.map { URL(fileURLWithPath: $0) })
        if self.json {
            for port in report.ports { print(try ReportJSON.line(port)) }
        } else {
            print(report.text)
        }
        if report.exitCode != 0 { throw ExitCode(report.exitCode) }
    }
}
