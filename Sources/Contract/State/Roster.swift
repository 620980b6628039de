public import Ledger
public import Metering

/// One column of a box's readings.
public struct RosterPosition: Hashable, Sendable {
    public let meter: MeterID
    public let channel: ObisCode
    /// Number of the register's record.
    public let register: UInt32
    /// From when on it is read no more; its place stays, so that all others keep theirs.
    public internal(set) var retiredAt: UTCTime?
}

/// What a box reads, in the order of its columns.
public struct Roster: Hashable, Sendable {
    /// Rises with every meter that comes or goes.
    public internal(set) var version: UInt32 = 0
    public internal(set) var positions: [RosterPosition] = []
}
