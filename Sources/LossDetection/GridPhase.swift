/// A phase of the three-phase grid, as the transformer's terminals are named (IEC 60445).
public enum GridPhase: Int, Hashable, Sendable, CaseIterable {
    case l1 = 0
    case l2 = 1
    case l3 = 2

    /// `L1`, `L2` or `L3`.
    public var name: String { "L\(self.rawValue + 1)" }
}

/// How a house is connected.
public enum HouseConnection: Hashable, Sendable {
    /// On one phase; nil where the utility has no record of it. The record is a hint: it is often wrong.
    case single(GridPhase?)
    /// On all three, with a register for each.
    case threePhase
}
