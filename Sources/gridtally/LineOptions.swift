import Appliance
import ArgumentParser

/// Which line a tool works on.
struct LineOptions: ParsableArguments {
    @Option(help: "Serial port, as /dev/serial/by-id/….")
    var port: String?

    @Option(help: "Bit/s.")
    var baud = 9600

    @Option(help: "N, E or O.")
    var parity = "N"

    @Option(help: "1 or 2.")
    var stopBits = 1

    @Option(help: "Modbus TCP device or gateway instead of a serial port.")
    var host: String?

    @Option(help: "Its TCP port.")
    var tcpPort = 502

    @Option(help: "Its frames: tcp, or rtu for a gateway that passes RTU frames through.")
    var framing = "tcp"

    @Flag(help: "Print JSON, one object a line.")
    var json = false

    func validate() throws {
        guard (self.port == nil) != (self.host == nil) else { throw ValidationError("Give --port or --host.") }
        guard ["N", "E", "O"].contains(self.parity.uppercased()) else {
            throw ValidationError("--parity is N, E or O.")
        }
        guard ["tcp", "rtu"].contains(self.framing) else { throw ValidationError("--framing is tcp or rtu.") }
    }

    var isSerial: Bool { self.host == nil }

    func access() async throws -> CrewLine {
        if let host { return try CrewArguments.openTCP(host: host, port: self.tcpPort, isRTU: self.framing == "rtu") }
        return try CrewArguments.openSerial(
            path: self.port ?? "", baud: self.baud, parity: self.parity, stopBits: self.stopBits)
    }
}
