/// Watches the least flow into a district at night, when people sleep and what flows is mostly leakage.
///
/// The flow of each night is the least mean over an hour between 01:00 and 05:00. Page's test (E. S. Page, Biometrika 41,
/// 1954) sums up how far nights lie above the usual one, in the spread of the nights before; the usual night is the median
/// of four weeks, its spread comes from the median of the deviations. Minimum night flow: A. O. Lambert, "International
/// report: water losses management and techniques", Water Science and Technology: Water Supply 2, 2002.
struct NightFlowWatch: Sendable {
    struct Night: Sendable {
        /// Days since the start.
        var day: Int
        /// L/h.
        var flow: Double
    }

    struct Rise: Sendable {
        /// The first night of it.
        var since: Int
        /// L/h above the usual night, mean over the nights since.
        var flow: Double
        /// Standard deviation of `flow`, L/h.
        var deviation: Double
        /// Σ of the test, in spreads.
        var statistic: Double
    }

    /// Nights that are needed before anything is said, and that are remembered as usual ones.
    private static let fewest = 7
    private static let most = 28
    /// Of Page's test, in spreads of a night: what is forgiven each night, and where it speaks. With a drift of 0.75 and a
    /// threshold of 9 a night that is only noise raises it once in some thousands (normal noise; a night counts for at most 6).
    private static let drift = 0.75
    private static let threshold = 9.0
    private static let mostOfOneNight = 6.0
    /// No spread is smaller: a share of the usual night, and L/h.
    private static let leastSpread = (share: 0.03, flow: 5.0)

    private var usual: [Double] = []
    private var statistic = 0.0
    private var rising: [Night] = []

    /// Takes a night; nights come in the order of their days, and one that was not read is left out.
    mutating func take(_ night: Night) {
        guard let (median, spread) = self.level, self.isReady else {
            self.remember(night.flow)
            return
        }
        let step = min(Self.mostOfOneNight, (night.flow - median) / spread) - Self.drift
        self.statistic = max(0, self.statistic + step)
        guard self.statistic > 0 else {
            // Nights that went up and came down again were usual ones.
            for night in self.rising { self.remember(night.flow) }
            self.rising = []
            self.remember(night.flow)
            return
        }
        self.rising.append(night)
        if self.rising.count > 400 { self.rising.removeFirst() }
    }

    /// Whether enough nights were taken to tell one from another.
    var isReady: Bool { self.usual.count >= Self.fewest }

    var rise: Rise? {
        guard self.statistic > Self.threshold, let first = self.rising.first, let (median, spread) = self.level else {
            return nil
        }
        let count = Double(self.rising.count)
        let mean = self.rising.reduce(0) { $0 + $1.flow } / count
        return Rise(
            since: first.day, flow: mean - median,
            deviation: spread * (1 / count + 1 / Double(self.usual.count)).squareRoot(), statistic: self.statistic)
    }

    private mutating func remember(_ flow: Double) {
        self.usual.append(flow)
        if self.usual.count > Self.most { self.usual.removeFirst() }
    }

    /// The usual night and its spread, L/h.
    private var level: (median: Double, spread: Double)? {
        guard !self.usual.isEmpty else { return nil }
        let median = Self.median(self.usual)
        let deviation = Self.median(self.usual.map { abs($0 - median) }) / 0.6745
        return (median, max(deviation, Self.leastSpread.share * median, Self.leastSpread.flow))
    }

    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}
