import Appliance
import ArgumentParser
import Foundation

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Run a whole neighbourhood on this machine and tell what happens; exits 1 if a step does not.")

    @Flag(help: "Leave everything running at the end.")
    var keep = false

    @Option(help: "Folder of device profiles.")
    var profiles = "profiles"

    @Option(help: "Folder for the demonstration's files; a new one without it.")
    var folder: String?

    @Option(
        help: "Program that plays a validator's twin (`swift build --product gridtally-twin`); left out: no such scene."
    )
    var twin: String?

    func run() async throws {
        let isComplete = try await Demonstration(
            profiles: URL(fileURLWithPath: self.profiles), folder: self.folder.map { URL(fileURLWithPath: $0) },
            keepsRunning: self.keep, twin: self.twin.map { URL(fileURLWithPath: $0) }
        ).run()
        if !isComplete { throw ExitCode(ExitStatus.found) }
    }
}
