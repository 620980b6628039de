import Appliance
import ArgumentParser
import Foundation

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy the box's data into one file; the service may run.",
        discussion: """
            Databases, safety tags, what devices taught, evidence, the commissioning log, the genesis and the configuration. \
            Never the vote register: with an old one a validator could vote twice.
            """)

    @Option(help: "The box's configuration file.") var config = "/etc/gridtally/box.yaml"
    @Argument(help: "Where to write it, readable by its owner only; an existing file is never replaced.") var file:
        String
    @Flag(help: "Put the box's secret key into it: whoever has the file can sign as the box.") var withKeys = false
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let report = try await Backup.make(
            configuration: URL(fileURLWithPath: self.config), to: URL(fileURLWithPath: self.file),
            withKeys: self.withKeys)
        guard !self.json else { return print(try ReportJSON.line(report)) }
        print("\(report.file): \(report.files) files, the chain to block \(report.height), \(report.bytes) bytes")
        print(report.hasKeys ? "It holds the box's secret key: lock it away." : "It holds no secret key.")
        for path in report.leftOut { print("not in it: \(path)") }
    }
}

struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Put a backup in the place of the box's data, while no service runs.",
        discussion: """
            Everything in the file is checked before anything is written. No relay is moved. A validator does not vote with \
            its key afterwards. Exits 4 while a service runs or where data are there already, 5 where the file is damaged, \
            of another zone, or no backup.
            """)

    @Option(help: "The box's configuration file; where it is not there, the backup's is written.")
    var config = "/etc/gridtally/box.yaml"
    @Argument(help: "The backup.") var file: String
    @Flag(help: "Move present data aside; nothing is deleted.") var replace = false
    @Flag(help: "Nobody works under a safety tag that is newer than the backup: take its tags.") var tagsOfBackup =
        false
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        var restore = try Restore(URL(fileURLWithPath: self.file), configuration: URL(fileURLWithPath: self.config))
        restore.replaces = self.replace
        restore.takesTags = self.tagsOfBackup
        let report = try await restore.run()
        guard !self.json else { return print(try ReportJSON.line(report)) }
        print("\(report.data): as of \(report.time), the chain to block \(report.height)")
        if let aside = report.aside { print("what was there before: \(aside)") }
        for file in report.configuration { print("written: \(file)") }
        for advice in report.advice { print(advice) }
    }
}
