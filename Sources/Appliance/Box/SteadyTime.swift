import Metering

/// Time that no clock setting moves: from the clock's time at the first sample on, the monotonic clock counts.
///
/// What a register can have moved is a question of how long it was, whatever clocks show.
struct SteadyTime: Hashable, Sendable {
    private let time: UTCTime
    private let monotonicNanoseconds: Int64
    private let scale: Int64

    /// - Parameter scale: chain seconds in one second.
    init(_ time: UTCTime, atMonotonic nanoseconds: Int64, scale: Int64) {
        (self.time, self.monotonicNanoseconds, self.scale) = (time, nanoseconds, max(1, scale))
    }

    func time(atMonotonic nanoseconds: Int64) -> UTCTime {
        let elapsed = (Int128(nanoseconds) - Int128(self.monotonicNanoseconds)) * Int128(self.scale) / 1_000_000
        return self.time.adding(milliseconds: Int64(clamping: elapsed))
    }
}
