/// How far a value may be trusted; the terms are those of meter data management (validation, estimation, editing).
public enum Quality: UInt8, Hashable, Sendable, CaseIterable {
    /// Read from the meter and passed every check.
    case valid = 0
    /// Read from the meter, but a check doubts it.
    case suspect = 1
    /// Computed, not read: an estimate stays marked for ever.
    case estimated = 2
    /// Put in place of a missing or wrong value by a rule or a person.
    case substituted = 3
    /// Not there; the value that comes with it means nothing.
    case missing = 4
}
