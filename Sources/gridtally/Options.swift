import Appliance
import ArgumentParser
import Foundation

/// Where the service listens and how to print.
struct ServiceOptions: ParsableArguments {
    @Option(help: "The service's Unix socket.")
    var socket = "/run/gridtally/control.sock"

    @Flag(help: "Print JSON: one object, or one object a line for lists.")
    var json = false

    var client: ControlClient { ControlClient(socket: URL(fileURLWithPath: self.socket)) }
}

extension ServiceOptions {
    /// Prints one value as JSON or as people read it.
    func show<Report: Codable>(_ report: Report, _ text: (Report) -> String) throws {
        print(self.json ? try ReportJSON.line(report) : text(report))
    }

    /// Prints a list, one object a line as JSON; says so where it is empty.
    func show<Report: Codable>(_ reports: [Report], empty: String, _ text: (Report) -> String) throws {
        guard !self.json else { return try reports.forEach { print(try ReportJSON.line($0)) } }
        print(reports.isEmpty ? empty : reports.map(text).joined(separator: "\n"))
    }
}
