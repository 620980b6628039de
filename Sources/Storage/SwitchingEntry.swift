public import Ledger
public import Metering

/// A line of the switching journal: what was decided, commanded or read back, and why.
public struct SwitchingEntry: Hashable, Sendable {
    /// Grows in the order of writing; never used twice.
    public let id: Int64
    public let meter: MeterID
    public let time: UTCTime
    /// One line in plain words.
    public let text: String
    /// The record as its room encodes it, with the guards it rests on.
    public let record: [UInt8]
}
