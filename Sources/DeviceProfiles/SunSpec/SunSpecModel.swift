/// A block of registers that a SunSpec device announces.
public struct SunSpecModel: Hashable, Sendable {
    /// 1 common, 201 to 204 meters with integers, 211 to 214 meters with floats.
    public let id: UInt16
    /// Of the register that holds the ID: 0-based, on the wire.
    public let address: UInt16
    /// Registers after ID and length.
    public let length: Int

    public init(id: UInt16, address: UInt16, length: Int) {
        (self.id, self.address, self.length) = (id, address, length)
    }

    public var isIntegerMeter: Bool { (201...204).contains(self.id) }
    public var isFloatMeter: Bool { (211...214).contains(self.id) }
    /// The address after the model's last register.
    public var endAddress: Int { Int(self.address) + 2 + self.length }

    /// Phases of a meter model: 201 and 211 one, 202 and 212 split, the others three.
    public var phases: Int? {
        guard self.isIntegerMeter || self.isFloatMeter else { return nil }
        return min(Int(self.id % 10), 3)
    }
}
