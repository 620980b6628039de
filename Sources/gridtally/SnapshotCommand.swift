import Appliance
import ArgumentParser
import Foundation

struct SnapshotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot", abstract: "Carry a zone's state to a new box.",
        subcommands: [Export.self, Import.self])

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the state at the newest block with what proves it; the service may run.")

        @Option(help: "The box's configuration file.") var config = "/etc/gridtally/box.yaml"
        @Option(help: "Where to write it; an existing file is never replaced.") var out: String
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let report = try await Snapshots.export(
                configuration: URL(fileURLWithPath: self.config), to: URL(fileURLWithPath: self.out))
            print(
                self.json ? try ReportJSON.line(report) : "\(report.file): the state at block \(report.height)")
        }
    }

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Begin a new box's chain with a snapshot; checked from the zone's genesis, chunk by chunk.")

        @Option(help: "The box's configuration file.") var config = "/etc/gridtally/box.yaml"
        @Argument(help: "The snapshot.") var file: String
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let report = try await Snapshots.take(
                URL(fileURLWithPath: self.file), configuration: URL(fileURLWithPath: self.config))
            print(
                self.json
                    ? try ReportJSON.line(report)
                    : "the chain begins at block \(report.height); start the service, which fetches what comes after it"
            )
        }
    }
}
