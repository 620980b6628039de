/// A command on its way: from the first look at the guards to the verified read-back.
struct SwitchingJob: Hashable, Sendable {
    let command: RelayCommand
    var order: DisconnectOrder?
    var authority: ReconnectAuthority?
    /// The person whose pairing trial opens the relay, and why.
    var trial: String?
    /// The state when the job began.
    let before: RelayState
    var check: GuardEvaluation?
    var recheck: GuardEvaluation?
    var writes: [WriteAttempt] = []
    /// What was read back since the last write; unknown where nothing was.
    var lastSeen: OutputState = .unknown

    /// Part of a pairing trial, and so possible before the pairing is known.
    var isTrial: Bool {
        if case .trial? = self.authority { true } else { self.trial != nil }
    }

    var target: OutputState { self.command == .open ? .open : .closed }
}

/// What a controller is doing. At most one write is ever under way.
enum SwitchingPhase: Hashable, Sendable {
    /// Nothing was read back since `since`; nothing may be written.
    case reconciling(since: Int64)
    case idle
    /// Facts were asked for at `since`; trips only.
    case checking(SwitchingJob, stage: FactStage, since: Int64)
    case writing(SwitchingJob, since: Int64)
    case backingOff(SwitchingJob, until: Int64)

    var job: SwitchingJob? {
        switch self {
        case .reconciling, .idle: nil
        case .checking(let job, _, _), .writing(let job, _), .backingOff(let job, _): job
        }
    }
}
