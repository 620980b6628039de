import Appliance
import ArgumentParser
import Foundation

struct ProfilesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profiles", abstract: "Look at device profiles and check new ones.",
        subcommands: [List.self, Show.self, Check.self], defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the profiles of the folder.")

        @Option(help: "Folder of device profiles.") var profiles = ProfileLibrary.folder
        @Flag(help: "Print JSON: one object a line.") var json = false

        func run() throws {
            let summaries = try ProfileLibrary.list(in: URL(fileURLWithPath: self.profiles))
            guard !self.json else { return try summaries.forEach { print(try ReportJSON.line($0)) } }
            print(ProfileSummary.heading)
            for summary in summaries { print(summary.text) }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one profile in full.",
            discussion: """
                Each address stands as on the wire (from 0), in hexadecimal, counted from 1, and with the table's digit \
                before it (30001, 40001).
                """)

        @Argument(help: "The profile's name.") var name: String
        @Option(help: "Folder of device profiles.") var profiles = ProfileLibrary.folder
        @Flag(help: "Print JSON.") var json = false

        func run() throws {
            let report = try ProfileLibrary.show(self.name, in: URL(fileURLWithPath: self.profiles))
            print(self.json ? try ReportJSON.line(report) : report.text)
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check profile files; exit code 1 where one has an error.")

        @Argument(help: "Profile files.") var files: [String]
        @Flag(help: "Print JSON: one object a line.") var json = false

        func run() throws {
            let checks = self.files.map { ProfileLibrary.check(URL(fileURLWithPath: $0)) }
            for check in checks { print(self.json ? try ReportJSON.line(check) : check.text) }
            if checks.contains(where: { !$0.ok }) { throw ExitCode(ExitStatus.found) }
        }
    }
}
