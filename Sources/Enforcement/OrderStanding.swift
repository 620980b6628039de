/// An order as the newest final state of the chain has it.
public struct OrderStanding: Hashable, Sendable {
    public var number: UInt64
    public var isFinal: Bool
    public var isRevoked: Bool
    /// Height of the block that holds the order.
    public var height: UInt64
    /// Height of the state that says so.
    public var tipHeight: UInt64

    public init(number: UInt64, isFinal: Bool, isRevoked: Bool, height: UInt64, tipHeight: UInt64) {
        self.number = number
        self.isFinal = isFinal
        self.isRevoked = isRevoked
        self.height = height
        self.tipHeight = tipHeight
    }
}
