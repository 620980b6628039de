import Appliance
import ArgumentParser
import Foundation

struct WriteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "write",
        abstract: "Set a register that the profile lists as writable; asks first, and reads back.",
        discussion: """
            gridtally write 0106 cfg.backlight 5
            gridtally write 0106 --function 16 --address 0x3C --values 0x40A0,0
            gridtally write 0106 cfg.baud 2 --commissioning --second-person "A. Verma"

            What alters the metering or the line needs --commissioning and a second person. Relays and clocks are never \
            written. Everything is kept in commissioning.log of the box's data. Exits 0 written and read back, 1 where \
            something else is read back or you said no, 3 where the device does not answer, 4 refused. \
            \(LineOptions.discussion)
            """)

    @OptionGroup var line: LineOptions

    @Argument(help: "The meter, by the last digits of its serial number, its label or K No.; then field and value.")
    var names: [String] = []

    @Option(help: "Its address, 1 to 247, where it has no name.")
    var unit: UInt8?

    @Option(help: "Profile of a unit that no configuration knows, with --port or --host.")
    var profile: String?

    @Option(help: "For registers instead of a field: 5, 6, 15 or 16.")
    var function: UInt8?

    @Option(help: "Their first 0-based address, also as 0x1F.")
    var address: String?

    @Option(help: "What they are to hold, as 1,0x1F.")
    var values: String?

    @Flag(help: "Write without asking.")
    var yes = false

    @Flag(help: "A commissioning session: for what alters the metering or the line.")
    var commissioning = false

    @Option(help: "Who writes (default: who is logged in).")
    var person: String?

    @Option(help: "Who watches: somebody else.")
    var secondPerson: String?

    func validate() throws {
        guard self.unit.map({ (1...247).contains($0) }) ?? true else { throw ValidationError("--unit is 1 to 247.") }
        let raw = [self.function != nil, self.address != nil, self.values != nil]
        guard raw.allSatisfy({ $0 }) || !raw.contains(true) else {
            throw ValidationError("--function, --address and --values go together.")
        }
        let wanted = (self.unit == nil ? 1 : 0) + (self.function == nil ? 2 : 0)
        guard self.names.count == wanted else {
            throw ValidationError("Give METER FIELD VALUE, or METER with --function, --address and --values.")
        }
        _ = try self.value()
    }

    private func value() throws -> MeterWrite.Value {
        guard let function else {
            return .field(self.names[self.names.count - 2], text: self.names[self.names.count - 1])
        }
        let words = (self.values ?? "").split(separator: ",", omittingEmptySubsequences: false).map {
            CrewArguments.word(String($0))
        }
        guard let address = self.address.flatMap(CrewArguments.word), !words.contains(nil),
            (1...123).contains(words.count)
        else { throw ValidationError("--address is 0 to 65535, and --values are 1 to 123 words as 1,0x1F.") }
        return .raw(function: function, address: address, values: words.compactMap { $0 })
    }

    func run() async throws {
        let line = try await self.line.choose(meter: self.unit.map { "#\($0)" } ?? self.names.first)
        let session = self.commissioning ? try CrewArguments.session(self.person, self.secondPerson) : nil
        let write = try MeterWrite(
            line, try self.value(), profile: self.profile, commissioning: session, isConfirmed: self.yes,
            json: self.line.json)
        let code = try await write.run()
        if code != 0 { throw ExitCode(code) }
    }
}
