internal import Consensus
internal import Metering
internal import Replica

/// The clocks of one node: a monotonic one with its own rate, and a clock of the time of day that may be wrong.
struct NodeClock: Sendable {
    /// Where the monotonic clock stands at virtual time 0; a restart changes it, as a reboot does.
    var monotonicStart: Int64
    /// Parts in a million by which the monotonic clock is fast.
    var drift: Int64
    /// Milliseconds by which the time of day is ahead.
    var aheadMilliseconds: Int64
    /// False after a blackout without a battery: nobody may trust the time of day.
    var isTrusted = true

    private func elapsed(at now: Int64) -> Int64 { now + now / 1_000_000 * self.drift }

    func monotonic(at now: Int64) -> Int64 { self.monotonicStart + self.elapsed(at: now) }

    /// Virtual time at which the monotonic clock shows `moment`, or a little later.
    func virtualTime(ofMonotonic moment: Int64) -> Int64 {
        let elapsed = moment - self.monotonicStart
        var time = elapsed - elapsed / 1_000_000 * self.drift
        while self.monotonic(at: time) < moment { time += 1 + (moment - self.monotonic(at: time)) }
        return time
    }

    func reading(at now: Int64, start: UTCTime) -> ClockReading {
        let time = start.adding(milliseconds: self.elapsed(at: now) / 1_000_000 + self.aheadMilliseconds)
        return ClockReading(nanoseconds: self.monotonic(at: now), clock: self.isTrusted ? .trusted(time) : .unsure)
    }
}
