import ElementaryFunctions

/// What crews found within a year where a node's alarms had sent them, and what it asks of the next alarm.
///
/// The detector's threshold is meant for one false alarm a year. Each factor of e that a node has more asks for four more of
/// an alarm's log-likelihood ratio, up to twice the threshold. What was refuted is told again only with twice the weight
/// that it had.
public struct SiteVerdicts: Hashable, Sendable {
    public struct Refuted: Hashable, Sendable {
        public var kind: LossKind
        public var phase: GridPhase?
        /// Natural logarithm of the likelihoods' ratio.
        public var weight: Double

        public init(kind: LossKind, phase: GridPhase?, weight: Double) {
            (self.kind, self.phase, self.weight) = (kind, phase, weight)
        }
    }

    /// For how long a verdict counts.
    public static let days: Int64 = 365
    private static let perFactor = 4.0

    public var refuted: [Refuted]
    public var confirmed: Int

    public init(refuted: [Refuted] = [], confirmed: Int = 0) { (self.refuted, self.confirmed) = (refuted, confirmed) }

    /// What an alarm's log-likelihood ratio has to reach to be told.
    public var threshold: Double {
        let usual = BalanceAnalyst.threshold
        return min(2 * usual, usual + Self.perFactor * Elementary.log(Double(max(1, self.refuted.count))))
    }

    /// Whether an alarm is told: all are where none was refuted.
    public func allow(_ judgement: LossJudgement) -> Bool {
        guard !self.refuted.isEmpty else { return true }
        let same = self.refuted.filter { $0.kind == judgement.kind && $0.phase == judgement.phase }
        return judgement.logLikelihoodRatio >= max(self.threshold, 2 * (same.map(\.weight).max() ?? 0))
    }

    /// A sentence; nil where nobody was there.
    public var words: String? {
        guard self.confirmed + self.refuted.count > 0 else { return nil }
        return "Visits within a year: \(self.confirmed) confirmed a finding, \(self.refuted.count) refuted one."
    }
}
