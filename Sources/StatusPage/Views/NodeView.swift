public import Metering

/// A node with its balance over time.
public struct NodeView: Hashable, Sendable {
    public var node: GridNode
    public var parent: String?
    public var children: [GridNode]
    /// Symbol of the unit of its meters: Wh, L.
    public var unit: String
    /// Seconds of an interval.
    public var intervalSeconds: Int64
    /// Oldest first.
    public var balances: [BalancePoint]
    /// Newest first.
    public var findings: [FindingView]
    /// The box's own watch has a page about it.
    public var isWatched: Bool

    public init(
        node: GridNode, parent: String?, children: [GridNode], unit: String, intervalSeconds: Int64,
        balances: [BalancePoint], findings: [FindingView], isWatched: Bool
    ) {
        (self.node, self.parent, self.children, self.unit) = (node, parent, children, unit)
        (self.intervalSeconds, self.balances) = (intervalSeconds, balances)
        (self.findings, self.isWatched) = (findings, isWatched)
    }
}

/// What was found at a node.
public struct FindingView: Hashable, Sendable {
    public var number: UInt32
    public var node: String
    public var kind: Word
    public var phase: String?
    public var onset: UTCTime
    public var raisedAt: UTCTime
    /// With its unit, as `12.345 kWh`.
    public var quantity: String
    public var isOpen: Bool
    /// Nil where nobody was there.
    public var isConfirmed: Bool?
    public var filedBy: String?

    public init(
        number: UInt32, node: String, kind: Word, phase: String?, onset: UTCTime, raisedAt: UTCTime, quantity: String,
        isOpen: Bool, isConfirmed: Bool?, filedBy: String?
    ) {
        (self.number, self.node, self.kind, self.phase) = (number, node, kind, phase)
        (self.onset, self.raisedAt, self.quantity, self.isOpen) = (onset, raisedAt, quantity, isOpen)
        (self.isConfirmed, self.filedBy) = (isConfirmed, filedBy)
    }
}
