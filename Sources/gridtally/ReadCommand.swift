import Appliance
import ArgumentParser

struct ReadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read",
        abstract: "Read a meter's fields now, or registers as they are.",
        discussion: """
            gridtally read 0106                         all fields of the meter whose serial number ends so
            gridtally read M1-06 voltage.l1 1-0:1.8.0   two of them, by name and by OBIS code
            gridtally read --bus line-1 --unit 6 --function 4 --address 72 --count 2

            Exits 1 where a named field has no value or the device refuses, 3 where it does not answer. \
            \(LineOptions.discussion)
            """)

    @OptionGroup var line: LineOptions

    @Argument(help: "The meter, by the last digits of its serial number, its label or K No.; then fields.")
    var names: [String] = []

    @Option(help: "Its address, 1 to 247, where it has no name.")
    var unit: UInt8?

    @Option(help: "Profile of a unit that no configuration knows.")
    var profile: String?

    @Option(help: "Registers without a profile: 1 coils, 2 discrete inputs, 3 holding, 4 input registers.")
    var function: UInt8?

    @Option(help: "Their first 0-based address, also as 0x1F.")
    var address: String?

    @Option(help: "How many of them.")
    var count = 1

    func validate() throws {
        guard self.unit.map({ (1...247).contains($0) }) ?? true else { throw ValidationError("--unit is 1 to 247.") }
        guard self.unit != nil || !self.names.isEmpty else { throw ValidationError("Name a meter, or give --unit.") }
        guard (self.function == nil) == (self.address == nil) else {
            throw ValidationError("--function and --address go together.")
        }
        guard self.function == nil || self.fields.isEmpty else {
            throw ValidationError("Give fields, or --function and --address.")
        }
    }

    private var fields: [String] { self.unit == nil ? Array(self.names.dropFirst()) : self.names }

    func run() async throws {
        let line = try await self.line.choose(meter: self.unit.map { "#\($0)" } ?? self.names.first)
        let code: Int32
        if let function {
            let read = self.address.flatMap(CrewArguments.word).flatMap {
                RawRead(line, function: function, address: $0, count: self.count, json: self.line.json)
            }
            guard let read else { throw ValidationError(RawRead.limits + ".") }
            code = try await read.run()
        } else {
            let read = try MeterRead(line, fields: self.fields, profile: self.profile, json: self.line.json)
            code = try await read.run()
        }
        if code != 0 { throw ExitCode(code) }
    }
}
