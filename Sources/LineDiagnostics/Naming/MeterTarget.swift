/// Where a name leads: a unit on a bus, and what is configured there.
public struct MeterTarget: Hashable, Sendable {
    public var bus: String
    /// 1 to 247.
    public var unit: UInt8
    /// Nil for an address at which nothing is configured.
    public var meter: NamedMeter?

    public init(bus: String, unit: UInt8, meter: NamedMeter? = nil) {
        self.bus = bus
        self.unit = unit
        self.meter = meter
    }

    /// As a crew calls it: the device's name, or its address.
    public var name: String { self.meter?.device ?? "unit \(self.unit)" }
}
