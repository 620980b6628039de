public import LineDiagnostics
public import ModbusProtocol

/// The lines that the service has, for tools that want to borrow one.
public struct LinesReport: Codable, Sendable {
    /// Folder of the device profiles that the service uses.
    public let profiles: String
    /// Folder of the service's data.
    public let data: String
    public let buses: [LineReport]
}

/// One bus of the service.
public struct LineReport: Codable, Sendable {
    public let name: String
    /// As configured: a path, or host:port.
    public let port: String
    /// Where the path leads now; nil on TCP.
    public let device: String?
    /// Nil on TCP.
    public let parameters: LineParameters?
    /// 3.5 characters of silence above 19 200 baud as well.
    public let strictCharacters: Bool
    /// With the serial numbers as configured, else as last read.
    public let devices: [NamedMeter]
    /// Names of devices from the box outwards; empty where that is not known.
    public let cableOrder: [String]
}

/// To listen on a borrowed line.
struct ListenOrder: Codable, Sendable {
    /// 1 ms to 10 s.
    let nanoseconds: Int64
    /// Nil: as the bus is configured.
    let parameters: LineParameters?
}
