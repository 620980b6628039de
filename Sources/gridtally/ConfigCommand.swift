import Appliance
import ArgumentParser
import Foundation

struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "The box's configuration: every key explained, a schema for editors, a check.",
        subcommands: [ConfigExplainCommand.self, ConfigSchemaCommand.self, ConfigCheckCommand.self])
}

struct ConfigExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "What each key means, what it may be, and what a change needs.",
        discussion: "A key is named by its path, as buses[].poll, or by the end of it, as relay.channel or poll.")

    @Argument(help: "The key; left out: all, as a tree.")
    var key: String?

    @Flag(help: "Print JSON, one object a line.")
    var json = false

    func run() throws {
        let keys: [ConfigurationKey]
        do {
            keys = try self.key.map { try ConfigurationQuestion.keys(named: $0) } ?? ConfigurationCatalog.ordered
        } catch let error as ConfigurationQuestion.Unknown {
            throw ValidationError("\(error)")
        }
        if self.json {
            for key in keys { print(try ReportJSON.line(ConfigurationKeyReport(key))) }
        } else if self.key == nil {
            print(ConfigurationExplanation.tree)
        } else {
            print(keys.map(ConfigurationExplanation.text(of:)).joined(separator: "\n\n"))
        }
    }
}

struct ConfigSchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Print the JSON Schema (2020-12) of box.yaml, for editors.")

    func run() throws { print(try ConfigurationSchema.text()) }
}

struct ConfigCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Read a configuration as the service would, and tell every mistake.",
        discussion: "Nothing is opened but files. Exits 0 where all is well, 1 where something is to be corrected.")

    @Option(help: "The box's configuration file.")
    var config = LineWish.standardConfiguration

    @Flag(help: "Print JSON: one object.")
    var json = false

    func run() throws {
        let report = ConfigurationCheck.report(URL(fileURLWithPath: self.config))
        print(self.json ? try ReportJSON.line(report) : report.text)
        if report.exitCode != 0 { throw ExitCode(report.exitCode) }
    }
}
