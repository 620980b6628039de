public import Metering

/// The contract's balance of a node and its two sequential tests, in the same integers: what a calibration rests on has to
/// say what the contract will say. Saturates, never fails.
public struct PublicBalance: Sendable {
    /// Intervals in a row with a statistic at 0 after which a finding closes.
    static let quietIntervalsToClose: UInt32 = 8

    public let allowance: BalanceAllowance
    private let fixed: Int64
    /// Energy that leaves unseen.
    public private(set) var loss = PageTest()
    /// Energy that is metered below beyond what was delivered.
    public private(set) var overRegistration = PageTest()

    /// - Parameter intervalSeconds: at least 0.
    public init(_ allowance: BalanceAllowance, intervalSeconds: Int64) {
        self.allowance = allowance
        let product = Int128(allowance.fixedThousandthsPerHour) * Int128(intervalSeconds)
        self.fixed = Int64(clamping: product / 3600)
    }

    /// Takes the next interval of the node.
    public mutating func take(_ interval: BalancedInterval) {
        let step = self.step(interval)
        let threshold = Int64(self.allowance.threshold) * 1000
        self.loss.take(step.unexplained, step.drift, threshold: threshold, end: interval.end)
        self.overRegistration.take(step.reversed, step.drift, threshold: threshold, end: interval.end)
    }

    /// What an interval adds to each test before its drift, in thousandths of a Wh.
    func step(_ interval: BalancedInterval) -> (unexplained: Int64, reversed: Int64, drift: Int64) {
        let delivered = max(0, interval.delivered)
        let allowed = self.fixed.addingSaturated(Self.scaled(delivered, self.allowance.basisPoints))
        let difference = Int128(interval.delivered) - Int128(interval.metered)
        let unexplained = Int64(clamping: difference * 1000 - Int128(allowed))
        // No technical loss is negative: this side gets no allowance.
        let reversed = Int64(0).subtractingSaturated(unexplained.addingSaturated(allowed))
        return (unexplained, reversed, Self.scaled(delivered, self.allowance.toleranceBasisPoints))
    }

    /// Basis points of a quantity, in thousandths of its unit.
    private static func scaled(_ quantity: Int64, _ basisPoints: UInt32) -> Int64 {
        Int64(clamping: Int128(quantity) * Int128(basisPoints) / 10)
    }

    /// The highest that each statistic rises over intervals without a threshold, in thousandths of a Wh.
    func peaks(over intervals: [BalancedInterval]) -> (loss: Int64, overRegistration: Int64) {
        var (loss, over) = (PageTest(), PageTest())
        var highest: (loss: Int64, overRegistration: Int64) = (0, 0)
        for interval in intervals {
            let step = self.step(interval)
            loss.step(step.unexplained, drift: step.drift, cap: .max, end: interval.end)
            over.step(step.reversed, drift: step.drift, cap: .max, end: interval.end)
            highest.loss = max(highest.loss, loss.statistic)
            highest.overRegistration = max(highest.overRegistration, over.statistic)
        }
        return highest
    }
}

/// One side of Page's test (E. S. Page, Biometrika 41, 1954) in fixed point: S ← min(cap, max(0, S + x − k)).
public struct PageTest: Hashable, Sendable {
    /// S, in thousandths of a Wh.
    public private(set) var statistic: Int64 = 0
    /// End of the first interval since S was last 0; nil while it is.
    public private(set) var onset: UTCTime?
    /// Σ x since the onset, in thousandths of a Wh.
    public private(set) var energy: Int64 = 0
    /// Intervals in a row with S at 0.
    public private(set) var quietIntervals: UInt32 = 0
    /// Whether a finding is open.
    public private(set) var isFinding = false
    /// Findings that were raised.
    public private(set) var findings = 0

    /// One interval, with what raises and closes a finding.
    fileprivate mutating func take(_ value: Int64, _ drift: Int64, threshold: Int64, end: UTCTime) {
        self.step(value, drift: drift, cap: 2 * threshold, end: end)
        if self.isFinding {
            guard self.statistic == 0, self.quietIntervals >= PublicBalance.quietIntervalsToClose else { return }
            let findings = self.findings
            self = PageTest()
            self.findings = findings
        } else if self.statistic > threshold {
            self.isFinding = true
            self.findings += 1
        }
    }

    fileprivate mutating func step(_ value: Int64, drift: Int64, cap: Int64, end: UTCTime) {
        let next = self.statistic.addingSaturated(value).subtractingSaturated(drift)
        self.statistic = min(cap, max(0, next))
        if self.statistic > 0 {
            if self.onset == nil { self.onset = end }
            self.energy = self.energy.addingSaturated(value)
            self.quietIntervals = 0
        } else {
            self.quietIntervals = self.quietIntervals.addingSaturated(1)
            if !self.isFinding {
                self.onset = nil
                self.energy = 0
            }
        }
    }
}
