import Appliance
import ArgumentParser
import Foundation

extension MeasureCommand {
    struct Storm: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Thousands of connections that prove no key, at a validator that goes on committing payments.",
            discussion: """
                Silent ones, garbage, bare greetings, a replayed handshake, and keys that nobody registered. Exits 1 where \
                the chain changes by anything but the payments, or where the box does not count them, does not tell of \
                them, or does not get its memory and descriptors back.
                """)

        @Option(help: "Connections, 50 to 100000.")
        var connections = 10_000

        @Option(help: "Over how long they come.")
        var seconds = 60.0

        @Option(help: "Folder for the validators' files; the temporary folder without it.")
        var folder: String?

        @Flag(help: "Print JSON.")
        var json = false

        func validate() throws {
            guard (50...100_000).contains(self.connections) else {
                throw ValidationError("--connections is 50 to 100000.")
            }
            guard (1...3600).contains(self.seconds) else { throw ValidationError("--seconds is 1 to 3600.") }
        }

        func run() async throws {
            let figures = try await StormMeasurement(
                connections: self.connections, seconds: self.seconds,
                folder: self.folder.map { URL(fileURLWithPath: $0) }
            ).run()
            print(self.json ? try ReportJSON.line(figures) : "\(figures)")
            if !figures.holds { throw ExitCode(ExitStatus.found) }
        }
    }
}
