import Appliance
import ArgumentParser
import Foundation

/// Which line a tool works on.
struct LineOptions: ParsableArguments {
    static let discussion = """
        Without --port and --host the line is a bus of the running service or of the configuration. Where the service \
        runs, it lends the bus between its polls; else the tool opens the port itself.
        """

    @Option(help: "Bus of the configuration.")
    var bus: String?

    @Option(help: "The box's configuration (default: /etc/gridtally/box.yaml, if there).")
    var config: String?

    @Option(help: "Serial port, as /dev/serial/by-id/….")
    var port: String?

    @Option(help: "Bit/s (default: the bus's own, else 9600).")
    var baud: Int?

    @Option(help: "N, E or O (default: the bus's own, else N).")
    var parity: String?

    @Option(help: "1 or 2 (default: the bus's own, else 1).")
    var stopBits: Int?

    @Option(help: "Modbus TCP device or gateway instead of a serial port.")
    var host: String?

    @Option(help: "Its TCP port.")
    var tcpPort = 502

    @Option(help: "Its frames: tcp, or rtu for a gateway that passes RTU frames through.")
    var framing = "tcp"
    @Option(help: "The service's Unix socket (default: the configuration's).")
    var socket: String?

    @Option(help: "Folder of device profiles (default: the configuration's).")
    var profiles: String?

    @Flag(help: "Print JSON, one object a line.")
    var json = false

    func validate() throws {
        guard self.port == nil || self.host == nil else { throw ValidationError("Give --port or --host, not both.") }
        guard self.parity.map({ ["N", "E", "O"].contains($0.uppercased()) }) ?? true else {
            throw ValidationError("--parity is N, E or O.")
        }
        guard ["tcp", "rtu"].contains(self.framing) else { throw ValidationError("--framing is tcp or rtu.") }
    }

    /// The line, and where a meter is named, its unit.
    func choose(meter: String? = nil) async throws -> ChosenLine {
        try await LineChooser(self.wish(meter: meter)).choose()
    }

    /// What was said about the line.
    func wish(meter: String? = nil) -> LineWish {
        var wish = LineWish()
        (wish.port, wish.baud, wish.parity, wish.stopBits) = (self.port, self.baud, self.parity, self.stopBits)
        (wish.host, wish.tcpPort, wish.isRTU) = (self.host, self.tcpPort, self.framing == "rtu")
        (wish.bus, wish.meter) = (self.bus, meter)
        wish.configuration = self.config.map { URL(fileURLWithPath: $0) }
        wish.socket = self.socket.map { URL(fileURLWithPath: $0) }
        wish.profiles = self.profiles.map { URL(fileURLWithPath: $0) }
        return wish
    }
}

/// A device that a tool works on: by a name that people have for it, or by its address.
struct MeterArgument: ParsableArguments {
    @Argument(help: "Last digits of its serial number, its label or K No.; or `unit 17`.")
    var meter: String?

    @Option(help: "Its address, 1 to 247, where it has no name.")
    var unit: UInt8?

    func validate() throws {
        guard (self.meter == nil) != (self.unit == nil) else { throw ValidationError("Name a meter, or give --unit.") }
        guard self.unit.map({ (1...247).contains($0) }) ?? true else { throw ValidationError("--unit is 1 to 247.") }
    }

    var name: String { self.meter ?? "#\(self.unit ?? 0)" }
}
