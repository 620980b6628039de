/// A relay contact that a command named, and the house behind it.
public struct SupplySwitch: Hashable, Sendable {
    /// Unit of the relay module.
    public let unit: UInt8
    public let channel: Int
    /// State after the command.
    public let isClosed: Bool
    /// Unit of the house's meter; nil for a channel that feeds none.
    public let house: UInt8?

    public init(unit: UInt8, channel: Int, isClosed: Bool, house: UInt8?) {
        self.unit = unit
        self.channel = channel
        self.isClosed = isClosed
        self.house = house
    }
}
