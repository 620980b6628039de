public import Metering

/// An interval of a node that the contract balanced, in the unit of its meters: Wh, or L.
public struct KeptBalance: Hashable, Sendable {
    public var node: String
    public var end: UTCTime
    public var delivered: Int64
    public var metered: Int64

    public init(node: String, end: UTCTime, delivered: Int64, metered: Int64) {
        (self.node, self.end, self.delivered, self.metered) = (node, end, delivered, metered)
    }
}
