/// How a switching, or the wish for one, ended.
public enum SwitchingOutcome: Hashable, Sendable {
    /// The read-back shows what was commanded.
    case done
    /// A close command armed the relay, and a person at the meter presses the button.
    case awaitsButton
    /// A person pressed the button.
    case buttonPressed
    /// A restart found the relay as it was last commanded.
    case foundAfterRestart
    /// A guard failed, at the first look or at the one right before a write.
    case refusedByGuards(FactStage)
    /// Not possible for a reason outside the guards: a hold, a tag, a lock, an undeclared relay, facts out of date.
    case refused(reason: String)
    /// The right to it ended before anything was written.
    case cancelled(by: ReconnectAuthority)
    /// The relay did not follow; see the writes.
    case unknown
    /// The output changed without a command.
    case changedWithoutCommand
    case currentWhileDisconnected(milliamperes: Int64)
    /// A person took the lock off, and said why.
    case cleared(by: String)
    /// Trips wait from now on.
    case held(TripHold)
    /// A person ended the holds that wait for one, and said why.
    case resumed(by: String)
    /// A person confirmed a reconnection that something had blocked.
    case confirmed(by: String)
}

extension SwitchingOutcome: CustomStringConvertible {
    public var description: String {
        switch self {
        case .done: "done"
        case .awaitsButton: "armed, waits for the button at the meter"
        case .buttonPressed: "somebody pressed the button at the meter"
        case .foundAfterRestart: "found so after a restart"
        case .refusedByGuards(.check): "refused by guards at the first look"
        case .refusedByGuards(.recheck): "refused by guards right before the write"
        case .refused(let reason): "refused: \(reason)"
        case .cancelled(let authority): "cancelled: \(authority)"
        case .unknown: "UNKNOWN: the relay did not follow"
        case .changedWithoutCommand: "changed without a command"
        case .currentWhileDisconnected(let milliamperes): "\(milliamperes) mA flow through an open relay"
        case .cleared(let by): "lock cleared by \(by)"
        case .held(let hold): "trips held until \(hold.until.text): \(hold.by)"
        case .resumed(let by): "hold ended by \(by)"
        case .confirmed(let by): "reconnection confirmed by \(by)"
        }
    }
}
