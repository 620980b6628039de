import Appliance
import ArgumentParser

struct DecodeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode",
        abstract: "Show all that some registers could mean, the likeliest first.",
        discussion: """
            A register more is read on both sides, so that an address that is off by one is seen. Exits 1 where they \
            could not be read. \(LineOptions.discussion)
            """)

    @OptionGroup var line: LineOptions

    @OptionGroup var device: MeterArgument

    @Option(help: "0-based address of the first register, also as 0x1F.")
    var address: String

    @Option(help: "Registers, 1 to 120.")
    var count = 2

    @Option(help: "3 (holding registers) or 4 (input registers).")
    var function: UInt8 = 3

    @Option(help: "Readings to show.")
    var limit = 16

    func validate() throws {
        guard self.decode(unit: 1) != nil else {
            throw ValidationError("--address is 0 to 65535, --count 1 to 120, --function 3 or 4.")
        }
    }

    private func decode(unit: UInt8) -> Decode? {
        CrewArguments.word(self.address).flatMap {
            Decode(
                unit: unit, function: self.function, address: $0, count: self.count, limit: self.limit,
                json: self.line.json)
        }
    }

    func run() async throws {
        let line = try await self.line.choose(meter: self.device.name)
        let code = try await self.decode(unit: line.unit)?.run(over: line.access) ?? 0
        if code != 0 { throw ExitCode(code) }
    }
}
