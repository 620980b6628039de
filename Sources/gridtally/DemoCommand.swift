import Appliance
import ArgumentParser
import Foundation

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Run a whole zone on this machine and tell what happens; exits 1 if a step does not.")

    @Argument(
        help: "neighbourhood: electricity, with crashes and attacks; water, irrigation, transport: one service, short.",
        transform: Self.scene)
    var scene = DemonstrationScene.neighbourhood

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
            self.scene, profiles: URL(fileURLWithPath: self.profiles),
            folder: self.folder.map { URL(fileURLWithPath: $0) }, keepsRunning: self.keep,
            twin: self.twin.map { URL(fileURLWithPath: $0) }
        ).run()
        if !isComplete { throw ExitCode(ExitStatus.found) }
    }

    private static func scene(_ text: String) throws -> DemonstrationScene {
        guard let scene = DemonstrationScene(rawValue: text) else {
            let names = DemonstrationScene.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("there is no scene `\(text)`; the scenes are \(names)")
        }
        return scene
    }
}
