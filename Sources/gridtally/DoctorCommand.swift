import Appliance
import ArgumentParser
import Foundation

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look at everything at once, and say what to do, the most urgent first.",
        discussion: """
            Configuration, disk, service, clock, ports, buses, devices, chain, peers, outbox and memory; without the \
            service, what can be looked at then. Exits 0 where all is well, 1 where something was found, 3 where the \
            service is not reachable but the rest was looked at.
            """)

    @Option(help: "The box's configuration file.")
    var config = "/etc/gridtally/box.yaml"

    @Option(help: "The service's Unix socket, instead of the configuration's.")
    var socket: String?

    @Option(help: "Write a bundle for support (.tar.gz): report, statistics, exchanges, events; no secret keys.")
    var bundle: String?

    @Flag(help: "Print JSON: one object.")
    var json = false

    func run() async throws {
        let doctor = Doctor(
            configuration: URL(fileURLWithPath: self.config), socket: self.socket.map { URL(fileURLWithPath: $0) })
        let report: DoctorReport
        if let bundle {
            report = try await SupportBundle(doctor).write(to: URL(fileURLWithPath: bundle))
        } else {
            report = await doctor.report()
        }
        let screen = CrewScreen()
        print(
            self.json
                ? try ReportJSON.line(report)
                : DoctorText.text(of: report) { status, word in
                    status == .skipped ? word : screen.coloured(word, good: status == .ok)
                })
        if let bundle, !self.json { print("\nThe bundle is in \(bundle).") }
        if report.exitCode != 0 { throw ExitCode(report.exitCode) }
    }
}
