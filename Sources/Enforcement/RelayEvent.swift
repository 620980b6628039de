public import Metering

/// What happens to a relay's controller.
public enum RelayEvent: Hashable, Sendable {
    /// The process started. `powerLost` where the supply of the box or the meter came back less than the hold ago, or where
    /// that is not known; the hold starts anew.
    case restarted(powerLost: Bool)
    /// The supply of the meter came back while the box ran on.
    case powerReturned
    /// An order became final. Give it again after each restart while it stands.
    case orderFinal(DisconnectOrder)
    /// An order was revoked, finally.
    case orderRevoked(number: UInt64, height: UInt64)
    /// The supply may be closed; supersedes any order before it. Give it once, when it becomes final, and once more after a
    /// restart if ``RelayMemory/openedUnder`` names an order that no longer stands, or when a person confirms it.
    case reconnect(ReconnectAuthority)
    /// The answer to ``RelayEffect/gatherFacts(_:)``.
    case facts(GuardFacts)
    /// The read-back that followed a write.
    case writeAnswered(RelayObservation)
    /// The write was not carried out, or nobody knows.
    case writeFailed(reason: String)
    /// A read-back that followed no write.
    case readBack(RelayObservation)
    case load(LoadObservation)
    /// The tags in force on the meter, its bus, transformer and feeder, from the durable store; nil if it cannot be read.
    case tags([SafetyTag]?)
    /// Somebody lets the supply be on for a while, order or not: it is closed now, and trips wait.
    case held(TripHold, ReconnectAuthority)
    /// A person ends the holds that wait for one, and says why; what was ordered is looked at again.
    case resumed(by: String)
    /// A person confirms a reconnection that something had blocked.
    case confirmed(by: String)
    /// Commissioning: a person, who says why, on site opens the relay to see which meter drops, on facts of this moment. It closes again
    /// when that was seen, when its time is over, and after a crash.
    case trial(by: String, GuardFacts, PairingSign)
    /// What the open relay drops has been seen.
    case trialSeen
    /// The trial showed that the relay is this meter's and no other's.
    case paired(at: UTCTime)
    /// Another master wrote on the line, or a relay on it changed without a command.
    case foreignWrite(detail: String)
    /// A person has looked at the relay, says what was found, and takes the lock off.
    case operatorCleared(by: String)
    /// Time has passed.
    case tick
}
