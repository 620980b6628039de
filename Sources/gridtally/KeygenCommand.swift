import Appliance
import ArgumentParser
import Foundation

struct KeygenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keygen", abstract: "Make a signing key: FILE, readable by its owner only, and FILE.pub.")

    @Option(help: "Where to write the key; an existing file is never replaced.")
    var out: String

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let report = try Setup.makeKey(at: URL(fileURLWithPath: self.out))
        print(
            self.json
                ? try ReportJSON.line(report)
                : "\(report.file): a new key. Its public part, for the zone's registrar:\n\(report.publicKey)")
    }
}
