import Appliance
import ArgumentParser
import Foundation

struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Make RS-485 lines with simulated meters out of pseudo-terminals, until stopped.",
        discussion: "A box opens the lines by the paths of the scene's links, like any serial port.")

    @Option(help: "The scene file.")
    var scene: String

    @Option(help: "Folder of device profiles.")
    var profiles = ProfileLibrary.folder

    @Option(help: "The zone's clock file; without it the system's clock.")
    var clock: String?

    func run() async throws {
        try await SimulationProcess.run(
            scene: URL(fileURLWithPath: self.scene), profiles: URL(fileURLWithPath: self.profiles),
            clock: self.clock.map { URL(fileURLWithPath: $0) })
    }
}
