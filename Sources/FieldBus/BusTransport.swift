public import ModbusProtocol

/// Where a bus is reached.
public enum BusTransport: Hashable, Sendable {
    /// `baud` in bit/s; `stopBits` 1 or 2.
    case serial(port: SerialPortName, baud: Int, parity: Parity, stopBits: Int)
    /// A Modbus TCP device or gateway; the standard port is 502.
    case tcp(host: String, port: Int)
    /// A gateway that passes RTU frames through a TCP connection as they are.
    case rtuOverTCP(host: String, port: Int)

    /// `path`: device file or a stable link to it, as `/dev/serial/by-id/…`.
    public static func serial(path: String, baud: Int, parity: Parity, stopBits: Int) -> BusTransport {
        .serial(port: .path(path), baud: baud, parity: parity, stopBits: stopBits)
    }

    /// Nil in a TCP connection.
    public var serialPort: SerialPortName? {
        guard case .serial(let port, _, _, _) = self else { return nil }
        return port
    }

    /// The port as messages name it.
    public var name: String {
        switch self {
        case .serial(let port, _, _, _): port.description
        case .tcp(let host, let port), .rtuOverTCP(let host, let port): "\(host):\(port)"
        }
    }

    /// The speeds that libmodbus 3.1.6 sets; it makes 9600 of any other without a word.
    public static let knownBauds = [
        110, 300, 600, 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115_200, 230_400, 460_800, 500_000, 576_000,
        921_600, 1_000_000, 1_152_000, 1_500_000, 2_500_000, 3_000_000, 3_500_000, 4_000_000,
    ]

    static let loopbackHosts = ["127.0.0.1", "::1", "localhost"]

    public var isSerial: Bool { self.parameters != nil }

    /// The device file that a serial port's name leads to now; nil in a TCP connection, and where nothing is there.
    public func deviceFile(folders: SystemFolders = SystemFolders()) -> String? {
        guard let port = self.serialPort else { return nil }
        let place = BusPlace(bus: "", port: self.name)
        return (try? SystemPorts(folders: folders).path(of: port, place)).flatMap(SerialPorts.resolve)
    }

    /// One text for all ways to use the same port or TCP endpoint, links not followed.
    public var endpoint: String {
        self.serialPort.map(\.description) ?? self.name.lowercased()
    }

    /// Host and port of a TCP connection, whatever it carries; nil on a serial line.
    var socket: (host: String, port: Int)? {
        switch self {
        case .serial: nil
        case .tcp(let host, let port), .rtuOverTCP(let host, let port): (host, port)
        }
    }

    /// Nil in a TCP connection.
    public var parameters: LineParameters? {
        guard case .serial(_, let baud, let parity, let stopBits) = self else { return nil }
        return LineParameters(baud: baud, parity: parity, stopBits: stopBits)
    }

    public func timing(strictCharacters: Bool) -> LineTiming {
        switch self {
        case .serial(_, let baud, let parity, let stopBits):
            LineTiming(baud: baud, parity: parity, stopBits: stopBits, strictCharacters: strictCharacters)
        case .tcp: .tcp
        case .rtuOverTCP: .rtuOverTCP
        }
    }
}
