public import ModbusProtocol

/// What a message about a bus is about.
public struct BusPlace: Hashable, Sendable, CustomStringConvertible {
    public var bus: String
    /// Path or host:port.
    public var port: String
    public var device: String?
    public var unit: UInt8?
    /// The register block, by the request that reads or writes it.
    public var request: ModbusRequest?

    public init(bus: String, port: String, device: String? = nil, unit: UInt8? = nil, request: ModbusRequest? = nil) {
        self.bus = bus
        self.port = port
        self.device = device
        self.unit = unit
        self.request = request
    }

    public var description: String {
        var text = "bus \(self.bus) (\(self.port))"
        if let device { text += ", device \(device)" }
        if let unit { text += " (unit \(unit))" }
        if let request { text += ", \(request)" }
        return text
    }
}
