import Appliance
import ArgumentParser
import Foundation

struct PollCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "poll",
        abstract: "Read the lines of a configuration as fast as they allow, and print every value.",
        discussion: """
            Needs `buses` and `profiles` of the configuration only. The service must not have the ports open. \
            Exits 0 where at least one value was read, else 3.
            """)

    @Option(help: "The box's configuration file.")
    var config = "/etc/gridtally/box.yaml"

    @Option(help: "Only this bus.")
    var bus: String?

    @Option(help: "Folder of device profiles, instead of the configuration's.")
    var profiles: String?

    @Option(help: "Stop after so many seconds of reading; a serial line is listened to before.")
    var seconds: Double?

    @Option(help: "Stop when every device was read so many times.")
    var cycles: Int?

    @Flag(help: "Read as often as the configuration says, not as often as the line allows.")
    var paced = false

    @Flag(help: "Print JSON, one object a line.")
    var json = false

    @Flag(help: "With --json: print every block that was read as well, with its registers.")
    var raw = false

    func validate() throws {
        guard (self.seconds == nil) != (self.cycles == nil) else {
            throw ValidationError("Give --seconds or --cycles.")
        }
        guard self.seconds.map({ $0 > 0 && $0 <= 31_536_000 }) ?? true, self.cycles.map({ $0 > 0 }) ?? true else {
            throw ValidationError("--seconds and --cycles are greater than 0.")
        }
        guard self.json || !self.raw else { throw ValidationError("--raw needs --json.") }
    }

    func run() async throws {
        let polling = try Polling(
            configuration: URL(fileURLWithPath: self.config), profiles: self.profiles.map { URL(fileURLWithPath: $0) },
            bus: self.bus, end: self.cycles.map { .cycles($0) } ?? .seconds(self.seconds ?? 1), isPaced: self.paced,
            json: self.json, raw: self.raw)
        let code = try await polling.run()
        if code != 0 { throw ExitCode(code) }
    }
}
