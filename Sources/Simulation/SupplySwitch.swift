/// A relay contact that a command named, and the house or outlet behind it.
public struct SupplySwitch: Hashable, Sendable {
    /// A tap, pump or gate, named by the pulse counter's input that its meter is at.
    public struct Outlet: Hashable, Sendable {
        /// Unit of the pulse counter.
        public let counter: UInt8
        public let input: Int
    }

    /// Unit of the relay module.
    public let unit: UInt8
    public let channel: Int
    /// State after the command.
    public let isClosed: Bool
    /// Unit of the house's meter; nil for a channel that feeds none.
    public let house: UInt8?
    /// Nil for a channel that moves no valve, contactor or gate.
    public let outlet: Outlet?

    public init(unit: UInt8, channel: Int, isClosed: Bool, house: UInt8?, outlet: Outlet? = nil) {
        self.unit = unit
        self.channel = channel
        self.isClosed = isClosed
        self.house = house
        self.outlet = outlet
    }
}
