public import Metering

/// What is wrong, as a crew's word for it.
public enum LossKind: String, Hashable, Sendable, CaseIterable {
    /// A load that no meter counts: a tap, or a meter that is bypassed by all of a load.
    case unmeteredLoad = "unmetered-load"
    /// A meter counts less than passes.
    case underRegistration = "under-registration"
    /// A meter counts more than passes, or more is booked than was read.
    case overRegistration = "over-registration"
    /// A meter's values are not measured: constant, or those of another day.
    case tamperedSeries = "tampered-series"
    /// Water runs day and night that no meter counts.
    case leak
}

/// A judgement on what a transformer's balance does not explain, as of a time.
public struct LossJudgement: Sendable {
    public var time: UTCTime
    public var kind: LossKind
    /// Nil where it is on all phases, or nobody can tell.
    public var phase: GridPhase?
    public var onset: UTCTime
    /// Wh since the onset; over-registration is below 0.
    public var energy: Double
    /// Standard deviation of `energy`, Wh.
    public var energyDeviation: Double
    /// Best first.
    public var suspects: [LossSuspect]
    /// Natural logarithm of the likelihoods' ratio with and without it.
    public var logLikelihoodRatio: Double
    /// What else could explain it, best first.
    public var alternatives: [LossAlternative]
    public var test: LossTest
}

/// A meter to look at first.
public struct LossSuspect: Sendable {
    public var meter: FeederMeter
    public var reason: Reason

    public enum Reason: Hashable, Sendable {
        /// The loss follows this meter's own energy.
        case followsItsEnergy
        /// The voltages place the load near this meter, so many Ω away.
        case nearTheLoad(ohms: Double)
        /// Its registered load does not fit the voltage that its own current costs, as it did before.
        case againstItsVoltage
        /// Its values are not those of a load.
        case series
        /// On the same phase; nothing more is known.
        case samePhase
        case transformer
    }
}

/// Another explanation, and how much less likely it is.
public struct LossAlternative: Sendable {
    public var phase: GridPhase?
    /// Nil: a load without a meter.
    public var meter: FeederMeter?
    /// Natural logarithm of the likelihoods' ratio.
    public var behind: Double
}

/// What showed it.
public enum LossTest: Hashable, Sendable {
    /// Delivered energy against registered energy.
    case balance
    /// Houses' registered loads against the voltages that their own currents cost.
    case ownVoltages
    /// The least flow of the night, against what it usually is.
    case nightFlow
}
