import ElementaryFunctions
public import Metering

/// What a node's own weeks say of the allowance that its public balance needs.
///
/// The technical loss is taken as a fixed part and a share of what is delivered (a robust fit; the square of the load is
/// approximated). Tolerance and threshold are those with which the contract's tests raise at most one false finding a year on
/// either side, and find the smallest steady load within a week.
///
/// A calibration sharpens, it never hides: nothing that is proposed is more than what is registered, because what was lost
/// through all of the window looks like a technical loss. Where the data need more, ``needsMore`` says so: the record is too
/// tight, or something is lost since the beginning.
public struct BalanceCalibration: Hashable, Sendable {
    /// Each at most what is registered.
    public let proposed: LossAllowance
    /// What the data ask for; the same as `proposed` unless they need more than is registered.
    public let needed: LossAllowance
    /// Ends of the first and the last interval that it rests on.
    public let first: UTCTime
    public let last: UTCTime
    /// Intervals that it rests on.
    public let intervals: Int
    /// Intervals that were left out because their values cannot be.
    public let leftOut: Int
    /// Expected false findings a year with `proposed`, of a loss and of over-registration, if nothing changes.
    public let lossAlarmsPerYear: Double
    public let overRegistrationAlarmsPerYear: Double

    /// Whether the data need more than is registered.
    public var needsMore: Bool { self.needed != self.proposed }

    /// - Parameters:
    ///   - given: a node's balanced intervals, in any order.
    ///   - intervalSeconds: 60 to 86 400, a divisor of a day.
    ///   - through: the end of the window, at most 45 days before which an interval counts; later ones are not looked at.
    ///   - registered: what the registrar allowed.
    /// - Throws: ``CalibrationRefusal`` where there is too little, or where the window is not clean.
    public init(
        _ given: [BalancedInterval], intervalSeconds: Int64, through: UTCTime, registered: LossAllowance
    ) throws(CalibrationRefusal) {
        let window = try CalibrationWindow(given, seconds: intervalSeconds, through: through).withoutWildResiduals()
        try Self.checkSign(window, registered)
        try Self.checkSteady(window)
        let within = AllowanceSearch(window, atMost: registered)
        let found = within.best
        let needed = found ?? AllowanceSearch(window, atMost: .any).best ?? .any
        self.needed = needed
        self.proposed = needed.atMost(registered)
        let rates = AllowanceSearch.alarmsPerYear(window, self.proposed)
        (self.lossAlarmsPerYear, self.overRegistrationAlarmsPerYear) = (rates.loss, rates.overRegistration)
        self.first = window.intervals.first?.end ?? through
        self.last = window.intervals.last?.end ?? through
        (self.intervals, self.leftOut) = (window.intervals.count, window.leftOut)
    }

    private static func checkSteady(_ window: CalibrationWindow) throws(CalibrationRefusal) {
        guard let step = StepScan(window, LossLine(window)).step else { return }
        throw .step(since: step.since, basisPoints: Self.basisPoints(step.size, window))
    }

    private static func checkSign(
        _ window: CalibrationWindow, _ registered: LossAllowance
    ) throws(CalibrationRefusal) {
        let missing = window.intervals.reduce(0) { $0 + Double($1.delivered) - Double($1.metered) }
        let excess = Self.basisPoints(-missing / Double(window.intervals.count), window)
        guard excess < max(1, Int64(registered.toleranceBasisPoints)) else {
            throw .moreMeteredThanDelivered(basisPoints: excess)
        }
    }

    private static func basisPoints(_ perInterval: Double, _ window: CalibrationWindow) -> Int64 {
        Int64((perInterval / window.meanDelivered * 10_000).rounded())
    }
}

extension LossAllowance {
    /// All that can be registered.
    static let any = LossAllowance(
        fixedThousandthsPerHour: .max, basisPoints: Self.allBasisPoints, toleranceBasisPoints: Self.allBasisPoints,
        threshold: .max)
}

extension LossLine {
    /// The line of a window, whatever is registered.
    init(_ window: CalibrationWindow) { self.init(window, atMost: .any) }

    init(_ window: CalibrationWindow, atMost most: LossAllowance) {
        self.init(
            Self.rows(window), fixedAtMost: Double(most.fixedThousandthsPerHour) / 1000,
            shareAtMost: Double(most.basisPoints) / Double(LossAllowance.allBasisPoints))
    }
}

extension CalibrationWindow {
    /// Of what the line leaves: deviations, and the share of what is delivered, to which an interval may be away.
    private static let farthestResidual = (deviations: 12.0, leastShare: 0.002)

    /// The window without the intervals that are far from the line.
    fileprivate func withoutWildResiduals() throws(CalibrationRefusal) -> CalibrationWindow {
        let line = LossLine(self)
        let misses = self.intervals.map { line.miss($0, self) }
        let middle = misses.median
        let sizes = misses.map { abs($0 - middle) }
        // All but a hundredth of a normal distribution lie within 2.58 deviations.
        let spread = sizes.sorted()[misses.count - 1 - misses.count / 100] / 2.58
        let limit =
            Self.farthestResidual.deviations
            * max(1, spread, Self.farthestResidual.leastShare * self.meanDelivered)
        let wild = Set(sizes.indices.filter { sizes[$0] > limit })
        return wild.isEmpty ? self : try self.without(wild)
    }
}
