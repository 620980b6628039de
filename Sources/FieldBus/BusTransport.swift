public import ModbusProtocol

/// Where a bus is reached.
public enum BusTransport: Hashable, Sendable {
    /// `path`: device file or a stable link to it, as `/dev/serial/by-id/…`; `baud` in bit/s; `stopBits` 1 or 2.
    case serial(path: String, baud: Int, parity: Parity, stopBits: Int)
    /// A Modbus TCP device or gateway; the standard port is 502.
    case tcp(host: String, port: Int)

    /// The port as messages name it.
    public var name: String {
        switch self {
        case .serial(let path, _, _, _): path
        case .tcp(let host, let port): "\(host):\(port)"
        }
    }

    /// The speeds that libmodbus 3.1.6 sets; it makes 9600 of any other without a word.
    public static let knownBauds = [
        110, 300, 600, 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115_200, 230_400, 460_800, 500_000, 576_000,
        921_600, 1_000_000, 1_152_000, 1_500_000, 2_500_000, 3_000_000, 3_500_000, 4_000_000,
    ]

    static let loopbackHosts = ["127.0.0.1", "::1", "localhost"]

    var isSerial: Bool { self.parameters != nil }

    /// Nil on TCP.
    public var parameters: LineParameters? {
        guard case .serial(_, let baud, let parity, let stopBits) = self else { return nil }
        return LineParameters(baud: baud, parity: parity, stopBits: stopBits)
    }

    func timing(strictCharacters: Bool) -> LineTiming {
        self.parameters?.timing(strictCharacters: strictCharacters) ?? .tcp
    }
}
