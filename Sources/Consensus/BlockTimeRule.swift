public import Metering

/// What a validator knows of the time.
public enum BlockClock: Hashable, Sendable {
    /// Chain time by a clock that is set.
    case trusted(UTCTime)
    /// The clock may be wrong, for example after a blackout without a battery.
    case unsure
}

/// What ``BlockTimeRule`` says of a proposed time.
public enum BlockTimeVerdict: Hashable, Sendable {
    case allowed
    /// Not later than the parent: the block is invalid.
    case notAfterParent
    /// Further ahead than the clock allows: wait this long in chain time, or for f + 1 other validators.
    case early(milliseconds: Int64)
}

/// Which times a block may carry: later than its parent, and at most five seconds ahead of the clock.
///
/// A validator that is unsure of its clock counts from the parent's time by its monotonic clock, so that after a
/// blackout one faulty leader cannot move the chain years ahead.
public enum BlockTimeRule {
    /// How far a block may be ahead of the clock.
    public static let toleranceMilliseconds: Int64 = 5000

    /// Chain time as far as this validator knows it.
    ///
    /// - Parameter sinceParentMilliseconds: chain time that passed on the monotonic clock since the parent was held.
    public static func now(_ clock: BlockClock, parent: UTCTime, sinceParentMilliseconds: Int64) -> UTCTime {
        switch clock {
        case .trusted(let time): time
        case .unsure: parent.adding(milliseconds: max(sinceParentMilliseconds, 0))
        }
    }

    /// The times that a block on `parent` may carry; nil while the clock is more than the tolerance behind the parent.
    public static func allowed(after parent: UTCTime, now: UTCTime) -> ClosedRange<UTCTime>? {
        let first = parent.adding(milliseconds: 1)
        let last = now.adding(milliseconds: self.toleranceMilliseconds)
        return first <= last ? first...last : nil
    }

    /// The time that a proposer gives its block: now, or just after the parent; nil while no time is allowed.
    public static func proposal(after parent: UTCTime, now: UTCTime) -> UTCTime? {
        guard let allowed = self.allowed(after: parent, now: now) else { return nil }
        return max(allowed.lowerBound, now)
    }

    public static func verdict(on time: UTCTime, after parent: UTCTime, now: UTCTime) -> BlockTimeVerdict {
        guard time > parent else { return .notAfterParent }
        let ahead = time.milliseconds - now.milliseconds - self.toleranceMilliseconds
        return ahead <= 0 ? .allowed : .early(milliseconds: ahead)
    }
}
