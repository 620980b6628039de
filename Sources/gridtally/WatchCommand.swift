import Appliance
import ArgumentParser

struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract:
            "Watch meters live: a table, or one meter in large digits with a beep for each good answer.",
        discussion: """
            gridtally watch                       all meters of the box
            gridtally watch 0106 M1-07            two of them
            gridtally watch --big --beep 0106     one, to be seen from the top of a ladder

            Control-C ends it. Exits 3 where nobody answered. \(LineOptions.discussion)
            """)

    @OptionGroup var line: LineOptions

    @Argument(
        help:
            "Meters, by the last digits of their serial numbers, their labels or K Nos.; all without any."
    )
    var meters: [String] = []

    @Flag(help: "Show one meter in large digits, asked at least twice a second.")
    var big = false

    @Flag(help: "With --big: beep at each good answer.")
    var beep = false

    @Option(help: "With --big: voltage, current, power, energy, or a field of the meter's profile.")
    var show: String?

    @Option(help: "Seconds between two looks at the table, 0.2 to 60.")
    var interval = 1.0

    @Option(help: "End after so many looks or questions.")
    var count: Int?

    func validate() throws {
        guard !self.big || self.meters.count == 1 else {
            throw ValidationError("--big needs one meter.")
        }
        guard self.big || (!self.beep && self.show == nil) else {
            throw ValidationError("--beep and --show go with --big.")
        }
        guard (0.2...60).contains(self.interval) else {
            throw ValidationError("--interval is 0.2 to 60.")
        }
        guard self.count.map({ $0 > 0 }) ?? true else {
            throw ValidationError("--count is greater than 0.")
        }
    }

    func run() async throws {
        let code: Int32
        if self.big {
            let chosen = try await self.line.choose(meter: self.meters[0])
            code = try await BigWatch(
                chosen, quantity: self.show, beep: self.beep, looks: self.count, json: self.line.json
            ).run()
        } else {
            code = try await Watching.run(
                self.line.wish(), meters: self.meters, period: self.interval, looks: self.count,
                json: self.line.json)
        }
        if code != 0 { throw ExitCode(code) }
    }
}
