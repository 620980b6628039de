public import Consensus

/// What the clocks of a box show at one moment.
public struct ClockReading: Hashable, Sendable {
    /// The monotonic clock, in nanoseconds.
    public var nanoseconds: Int64
    /// Chain time, where the clock can be trusted.
    public var clock: BlockClock

    public init(nanoseconds: Int64, clock: BlockClock) {
        self.nanoseconds = nanoseconds
        self.clock = clock
    }
}
