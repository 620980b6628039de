public import Metering

/// What the public balance of a node forgives, in the contract's integers: unit thousandths are mW (or mL in an hour), the
/// threshold is in Wh (or L).
public struct BalanceAllowance: Hashable, Sendable {
    /// The most that basis points can be.
    public static let allBasisPoints: UInt32 = 10_000

    /// Loss that is there without load, in mW.
    public var fixedThousandthsPerHour: UInt32
    /// Loss in proportion to what is delivered, in basis points (1/100 %).
    public var basisPoints: UInt32
    /// What the sequential test forgives in every interval beyond the loss, in basis points of what is delivered.
    public var toleranceBasisPoints: UInt32
    /// What has to be unexplained in all to raise a finding, in Wh.
    public var threshold: UInt32

    public init(fixedThousandthsPerHour: UInt32, basisPoints: UInt32, toleranceBasisPoints: UInt32, threshold: UInt32) {
        self.fixedThousandthsPerHour = fixedThousandthsPerHour
        self.basisPoints = basisPoints
        self.toleranceBasisPoints = toleranceBasisPoints
        self.threshold = threshold
    }

    /// The smaller of each.
    func atMost(_ other: BalanceAllowance) -> BalanceAllowance {
        BalanceAllowance(
            fixedThousandthsPerHour: min(self.fixedThousandthsPerHour, other.fixedThousandthsPerHour),
            basisPoints: min(self.basisPoints, other.basisPoints),
            toleranceBasisPoints: min(self.toleranceBasisPoints, other.toleranceBasisPoints),
            threshold: min(self.threshold, other.threshold))
    }
}

/// One interval of a node whose registers all reported plain increments.
public struct BalancedInterval: Hashable, Sendable {
    public var end: UTCTime
    /// Into the node, in Wh.
    public var delivered: Int64
    /// By the meters below, in Wh.
    public var metered: Int64

    public init(end: UTCTime, delivered: Int64, metered: Int64) {
        self.end = end
        self.delivered = delivered
        self.metered = metered
    }
}
