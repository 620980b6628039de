/// The line settings a device has when it leaves the factory.
public struct SerialDefaults: Hashable, Sendable {
    /// The parity of a character on the line.
    public enum Parity: String, Hashable, Sendable, CaseIterable {
        case none
        case even
        case odd
    }

    /// Bits a second.
    public let baud: Int
    public let parity: Parity
    /// 1 or 2.
    public let stopBits: Int
    /// The device's address on the line, 1 to 247; nil where switches on the device set it.
    public let unit: UInt8?

    public init(baud: Int, parity: Parity, stopBits: Int, unit: UInt8?) {
        (self.baud, self.parity, self.stopBits, self.unit) = (baud, parity, stopBits, unit)
    }
}
