/// What happens on a feeder beside ordinary life.
public enum FeederFamily: String, Sendable, CaseIterable {
    case normal
    /// A hidden connection, of constant power or like a household.
    case tap
    case nightTap = "night-tap"
    case rampingTap = "tap-ramp"
    case intermittentTap = "tap-intermittent"
    /// A motor that irrigates, more of it as the season goes on.
    case seasonalPump = "seasonal-pump-tap"
    /// A tap, and a house's meter slowed.
    case multiple = "multi"
    /// A part of a house's load past its meter, always or at times.
    case bypass
    /// A house's meter registers a constant share.
    case tamper
    /// A house's meter registers a share of what goes beyond some power.
    case neutralTheft = "neutral-theft"
    /// A three-phase house's meter registers two phases.
    case brokenCTPhase = "broken-ct-phase"
    /// A new meter that nobody recorded, and a slow one.
    case stealthySwap = "meter-swapped-stealth"
    /// One house's meter registers a share; the rest is booked on another's.
    case balancedShift = "balanced-shift"
    case overReporting = "over-reporting"
    /// Earlier days of a house's meter are told again.
    case replay
    /// A house's meter tells the same consumption at all times.
    case flat
    /// The transformer's meter registers a share.
    case transformerAltered = "transformer-altered"

    /// - Throws: where no family has this name.
    public init(named name: String) throws(FeederSimulationError) {
        guard let family = FeederFamily(rawValue: name) else { throw .unknownFamily(name) }
        self = family
    }
}

/// What a detector should call it.
public enum AnomalyKind: String, Sendable {
    case normal
    case unmeteredLoad = "unmetered-load"
    case underRegistration = "under-registration"
    case overRegistration = "over-registration"
    case tamperedSeries = "tampered-series"
}
