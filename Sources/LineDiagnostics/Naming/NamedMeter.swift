/// A device on a line, with every name that people have for it.
public struct NamedMeter: Hashable, Sendable, Codable {
    /// The bus's name in the configuration.
    public var bus: String
    /// Modbus address, 1 to 247.
    public var unit: UInt8
    /// The device's name in the configuration.
    public var device: String
    /// Name of its profile.
    public var profile: String
    /// The meter's label on the chain (`meter:`); nil for a device that is none, such as a relay module.
    public var label: String?
    /// K No.: the number by which the utility knows the connection.
    public var consumerNumber: String?
    /// As configured, or as last read; nil where neither is known.
    public var serial: String?

    public init(
        bus: String, unit: UInt8, device: String, profile: String, label: String? = nil,
        consumerNumber: String? = nil, serial: String? = nil
    ) {
        self.bus = bus
        self.unit = unit
        self.device = device
        self.profile = profile
        self.label = label
        self.consumerNumber = consumerNumber
        self.serial = serial
    }
}

extension NamedMeter: CustomStringConvertible {
    /// For example `house-06 (M1-06, serial 12000106, K No. 210144021307), unit 6 on line-1`.
    public var description: String {
        let names = [
            self.label.flatMap { $0 == self.device ? nil : $0 }, self.serial.map { "serial \($0)" },
            self.consumerNumber.map { "K No. \($0)" },
        ].compactMap { $0 }
        let more = names.isEmpty ? "" : " (\(names.joined(separator: ", ")))"
        return "\(self.device)\(more), unit \(self.unit) on \(self.bus)"
    }
}
