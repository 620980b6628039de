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
    case cleared(person: String)
    /// Trips wait from now on.
    case held(TripHold)
    case resumed(person: String)
}
