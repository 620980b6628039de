import Appliance
import ArgumentParser
import Foundation

/// Which box, for commands that work with its service and without it.
struct FieldOptions: ParsableArguments {
    static let discussion = """
        Through the box's service where it answers; else on the box's own files and lines, with --config or the installed \
        configuration.
        """

    @Option(help: "The box's configuration (default: /etc/gridtally/box.yaml, if there).")
    var config: String?

    @Option(help: "The service's Unix socket (default: the configuration's).")
    var socket: String?

    @Flag(help: "Print JSON: one object, or one object a line for lists.")
    var json = false

    func desk() throws -> FieldDesk {
        try FieldDesk(
            configuration: self.config.map { URL(fileURLWithPath: $0) },
            socket: self.socket.map { URL(fileURLWithPath: $0) })
    }

    /// Prints what came of an order; exit code 1 where it is not done.
    func show(_ report: FieldOrderReport) throws {
        if self.json {
            print(try ReportJSON.line(report))
        } else {
            print(([report.text] + report.details.map { "  \($0)" }).joined(separator: "\n"))
        }
        if !report.isDone { throw ExitCode(ExitStatus.found) }
    }
}

/// Who orders something on site.
struct PersonOptions: ParsableArguments {
    @Option(help: "Your key file; the zone's registrar has given it the role crew.")
    var key: String

    @Option(help: "Your name (default: who is logged in).")
    var person: String?

    var file: URL { URL(fileURLWithPath: self.key) }

    var name: String {
        let environment = ProcessInfo.processInfo.environment
        return self.person ?? environment["SUDO_USER"] ?? environment["USER"] ?? environment["LOGNAME"] ?? ""
    }
}
