/// What a relay's controller wants done, in this order.
public enum RelayEffect: Hashable, Sendable {
    /// Gather facts and answer with ``RelayEvent/facts(_:)``.
    case gatherFacts(FactStage)
    /// Read the relay back and answer with ``RelayEvent/readBack(_:)``.
    case readBack
    /// Make durable before going on.
    case remember(RelayMemory)
    /// Write and read back, and answer with ``RelayEvent/writeAnswered(_:)`` or ``RelayEvent/writeFailed(reason:)``.
    /// A write that has not begun at `notAfterMonotonicNanoseconds` must not begin any more: answer that it failed.
    case writeRelay(RelayCommand, attempt: Int64, notAfterMonotonicNanoseconds: Int64)
    /// Journal it and put it on the chain.
    case record(SwitchingRecord)
    case alarm(RelayAlarm)
    /// Put it on the chain for vigilance, as an observation and not as an accusation.
    case findingCurrentWhileDisconnected(LoadObservation)
    /// Give a tick at this time or soon after; an earlier timer stays armed.
    case armTimer(atMonotonicNanoseconds: Int64)
}

/// How facts are gathered.
public enum FactStage: UInt8, Hashable, Sendable {
    /// With time to read the meter's serial number, relay and load from the bus.
    case check = 0
    /// Right before the write: from what is known at this instant, answered at once.
    case recheck = 1
}
