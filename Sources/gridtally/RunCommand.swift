import Appliance
import ArgumentParser
import Foundation

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run the service: poll, sign, replicate, bill, enforce.")

    @Option(help: "The box's configuration file.")
    var config = "/etc/gridtally/box.yaml"

    func run() async throws {
        try await BoxProcess.run(configuration: URL(fileURLWithPath: self.config))
    }
}
