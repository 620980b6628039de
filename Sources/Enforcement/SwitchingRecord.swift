/// Everything that answers "why was I cut off", "why am I not", and "why am I back".
public struct SwitchingRecord: Hashable, Sendable {
    /// The meter's number on the chain.
    public var meter: UInt32
    /// What was wanted; nil where nobody wanted anything and the relay changed.
    public var command: RelayCommand?
    public var outcome: SwitchingOutcome
    /// When the record was made.
    public var at: Moment
    public var before: RelayState
    public var after: RelayState
    /// The order behind a trip, with permit, bill, sum and notice.
    public var order: DisconnectOrder?
    /// The right behind a reconnection.
    public var authority: ReconnectAuthority?
    /// The person in whose pairing trial the relay was opened, and why.
    public var trial: String?
    /// The guards at the first look.
    public var check: GuardEvaluation?
    /// The guards right before the last write, or before the one that was not made.
    public var recheck: GuardEvaluation?
    public var writes: [WriteAttempt]
    /// Tags that the controller knew of.
    public var safetyTags: [SafetyTag]
    public var lock: RelayLock?

    public init(
        meter: UInt32, command: RelayCommand?, outcome: SwitchingOutcome, at: Moment, before: RelayState,
        after: RelayState, order: DisconnectOrder? = nil, authority: ReconnectAuthority? = nil, trial: String? = nil,
        check: GuardEvaluation? = nil, recheck: GuardEvaluation? = nil, writes: [WriteAttempt] = [],
        safetyTags: [SafetyTag] = [], lock: RelayLock? = nil
    ) {
        self.meter = meter
        self.command = command
        self.outcome = outcome
        self.at = at
        self.before = before
        self.after = after
        self.order = order
        self.authority = authority
        self.trial = trial
        self.check = check
        self.recheck = recheck
        self.writes = writes
        self.safetyTags = safetyTags
        self.lock = lock
    }
}
