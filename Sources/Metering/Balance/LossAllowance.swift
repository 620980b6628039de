/// The technical loss that a node may have without anything being wrong, in the unit that its meters count: energy, or
/// litres where the node is one of water.
public struct LossAllowance: Hashable, Codable, Sendable {
    /// The most that basis points can be: all of it.
    public static let allBasisPoints: UInt32 = 10_000

    /// Loss that is there without load (iron loss, the meters' own consumption; a leak), in mW, or mL in an hour.
    public var fixedThousandthsPerHour: UInt32
    /// Loss in proportion to what is delivered, in basis points (1/100 %).
    public var basisPoints: UInt32
    /// What the sequential test forgives in every interval beyond the loss, in basis points of what is delivered.
    public var toleranceBasisPoints: UInt32
    /// What has to be unexplained in all to raise a finding, in Wh or L.
    public var threshold: UInt32

    public init(fixedThousandthsPerHour: UInt32, basisPoints: UInt32, toleranceBasisPoints: UInt32, threshold: UInt32) {
        self.fixedThousandthsPerHour = fixedThousandthsPerHour
        self.basisPoints = basisPoints
        self.toleranceBasisPoints = toleranceBasisPoints
        self.threshold = threshold
    }

    /// The smaller of each value.
    public func atMost(_ other: LossAllowance) -> LossAllowance {
        LossAllowance(
            fixedThousandthsPerHour: min(self.fixedThousandthsPerHour, other.fixedThousandthsPerHour),
            basisPoints: min(self.basisPoints, other.basisPoints),
            toleranceBasisPoints: min(self.toleranceBasisPoints, other.toleranceBasisPoints),
            threshold: min(self.threshold, other.threshold))
    }

    /// No value is more than that of another one.
    public func isWithin(_ other: LossAllowance) -> Bool { self.atMost(other) == self }
}

extension LossAllowance: CustomStringConvertible {
    /// In the units of electricity; water has litres for watt hours.
    public var description: String {
        "\(DecimalText.text(Int64(self.fixedThousandthsPerHour), digits: 3)) Wh an hour and "
            + "\(DecimalText.text(Int64(self.basisPoints), digits: 2)) % lost, "
            + "\(DecimalText.text(Int64(self.toleranceBasisPoints), digits: 2)) % forgiven, "
            + "a finding from \(self.threshold) Wh on"
    }
}

/// One interval of a node whose registers all reported, in the unit of its meters: Wh, or L.
public struct BalancedInterval: Hashable, Sendable {
    public var end: UTCTime
    /// Into the node.
    public var delivered: Int64
    /// By the meters below.
    public var metered: Int64

    public init(end: UTCTime, delivered: Int64, metered: Int64) {
        (self.end, self.delivered, self.metered) = (end, delivered, metered)
    }
}

extension LossAllowance {
    /// What an interval says to a node's two sequential tests, in thousandths of the unit. Saturates, never fails.
    public struct Step: Hashable, Sendable {
        /// Technical loss that the node may have.
        public var allowed: Int64
        /// Beyond it; may be negative.
        public var unexplained: Int64
        /// What both tests forgive.
        public var drift: Int64

        /// What is metered beyond what was delivered. No technical loss is negative: this side gets no allowance.
        public var surplus: Int64 { Int64(0).subtractingSaturated(self.unexplained.addingSaturated(self.allowed)) }
    }

    /// - Parameter seconds: length of the interval, 0 to a day.
    public func step(delivered: Int64, metered: Int64, seconds: Int64) -> Step {
        let fixed = Int64(clamping: Int128(self.fixedThousandthsPerHour) * Int128(seconds) / 3600)
        let allowed = fixed.addingSaturated(Self.scaled(delivered, by: self.basisPoints))
        let difference = Int128(delivered) - Int128(metered)
        return Step(
            allowed: allowed, unexplained: Int64(clamping: difference * 1000 - Int128(allowed)),
            drift: Self.scaled(delivered, by: self.toleranceBasisPoints))
    }

    /// Basis points of what is delivered, in thousandths of its unit.
    private static func scaled(_ delivered: Int64, by basisPoints: UInt32) -> Int64 {
        Int64(clamping: Int128(max(0, delivered)) * Int128(basisPoints) / 10)
    }
}
