public import Metering

/// What a block brought about, as people read it.
public struct StoredEvent: Hashable, Sendable {
    public let height: UInt64
    /// From 0 within its block.
    public let position: Int
    /// Block time.
    public let time: UTCTime
    /// The contract's name of the event, for example `billClosed`.
    public let kind: String
    /// One line in plain words with figures.
    public let text: String
}
