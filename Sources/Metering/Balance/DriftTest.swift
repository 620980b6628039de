/// One side of Page's test (E. S. Page, Biometrika 41, 1954) in fixed point: S ← min(cap, max(0, S + x − k)). Saturates,
/// never fails.
public struct DriftTest: Hashable, Sendable {
    /// What an interval made of the test.
    public enum Turn: Hashable, Sendable {
        case quiet
        /// A finding is to be raised: whoever does sets ``DriftTest/finding``.
        case raises
        /// The finding that is open has grown.
        case goesOn
        /// The finding that is open is over: the test begins anew.
        case ends
    }

    /// Intervals in a row with S at 0 after which a finding closes.
    private static let quietIntervalsToClose: UInt32 = 8

    /// S, in thousandths of the unit: mWh, or mL.
    public private(set) var statistic: Int64
    /// End of the first interval since S was last 0; nil while it is.
    public private(set) var onset: UTCTime?
    /// Σ x since the onset, in thousandths.
    public private(set) var energy: Int64
    /// Intervals in a row with S at 0.
    public private(set) var quietIntervals: UInt32
    /// The finding that is open.
    public var finding: UInt32?

    public init(
        statistic: Int64 = 0, onset: UTCTime? = nil, energy: Int64 = 0, quietIntervals: UInt32 = 0,
        finding: UInt32? = nil
    ) {
        (self.statistic, self.onset, self.energy) = (statistic, onset, energy)
        (self.quietIntervals, self.finding) = (quietIntervals, finding)
    }

    /// Takes the next interval: what is unexplained in it, what is forgiven, and the threshold, all in thousandths.
    public mutating func take(_ value: Int64, drift: Int64, threshold: Int64, end: UTCTime) -> Turn {
        // The cap lets the statistic come down again within a time that does not depend on how long the drift lasted.
        self.step(value, drift: drift, cap: threshold.addingSaturated(threshold), end: end)
        guard self.finding != nil else { return self.statistic > threshold ? .raises : .quiet }
        if self.statistic > 0 { return .goesOn }
        return self.quietIntervals >= Self.quietIntervalsToClose ? .ends : .quiet
    }

    /// One interval without a threshold.
    public mutating func step(_ value: Int64, drift: Int64, cap: Int64 = .max, end: UTCTime) {
        let next = self.statistic.addingSaturated(value).subtractingSaturated(drift)
        self.statistic = Swift.min(cap, Swift.max(0, next))
        if self.statistic > 0 {
            if self.onset == nil { self.onset = end }
            self.energy = self.energy.addingSaturated(value)
            self.quietIntervals = 0
        } else {
            self.quietIntervals = self.quietIntervals.addingSaturated(1)
            if self.finding == nil {
                self.onset = nil
                self.energy = 0
            }
        }
    }
}
