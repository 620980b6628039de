import Metering

/// Decides when a meter's clock is read and when it is set.
///
/// Pure: the time and what the clock showed come in, decisions go out. A clock is read before it is written, written only
/// where it is off by more than the limit, never beside or across the end of an interval, at most once a day, and read
/// back.
struct ClockKeeper: Hashable, Sendable {
    struct Limits: Hashable, Sendable {
        /// Up to here a clock is in step, in milliseconds.
        var toleranceMilliseconds: Int64 = 2000
        /// Beyond this people are told at once, in milliseconds.
        var alarmMilliseconds: Int64 = 60_000
        /// So close to the end of an interval nothing is set, in milliseconds.
        var guardMilliseconds: Int64 = 30_000
        /// Between two looks at a clock, in milliseconds.
        var periodMilliseconds: Int64 = 3_600_000
        /// Between two tries to set a clock, in milliseconds.
        var restMilliseconds: Int64 = 86_400_000
    }

    /// What a clock showed.
    enum Showing: Hashable, Sendable {
        /// The meter's time less the box's, in milliseconds.
        case offset(Int64)
        /// The meter says that its clock is not right.
        case notSet
        case unreadable
    }

    enum Decision: Hashable, Sendable {
        case leave
        /// Tell people, and leave the clock.
        case alarm
        case set
    }

    let intervalMilliseconds: Int64
    /// False for a clock that can only be read.
    let canSet: Bool
    let limits: Limits
    private var nextLook = UTCTime(milliseconds: .min)
    private(set) var lastTry: UTCTime?
    /// People know of the clock being off; told again only after it was in step.
    private var isAlarmed = false

    init(intervalSeconds: Int64, canSet: Bool, limits: Limits = Limits(), lastTry: UTCTime? = nil) {
        self.intervalMilliseconds = max(1, intervalSeconds) * 1000
        self.canSet = canSet
        self.limits = limits
        self.lastTry = lastTry
    }

    func isDue(at now: UTCTime) -> Bool { now >= self.nextLook }

    /// Takes what the clock showed.
    ///
    /// - Parameter isTrusted: the box's own clock is synchronised. Otherwise nothing is set by it and nobody is told.
    mutating func look(_ showing: Showing, at now: UTCTime, isTrusted: Bool) -> Decision {
        self.nextLook = now.adding(milliseconds: self.limits.periodMilliseconds)
        guard isTrusted, showing != .unreadable else { return .leave }
        if case .offset(let offset) = showing, offset.magnitude <= self.limits.toleranceMilliseconds.magnitude {
            self.isAlarmed = false
            return .leave
        }
        let decision: Decision = self.isAlarm(showing) && !self.isAlarmed ? .alarm : .leave
        self.isAlarmed = self.isAlarmed || decision == .alarm
        guard self.canSet, self.hasRested(at: now) else { return decision }
        guard self.isClear(showing, at: now) else {
            self.nextLook = now.adding(milliseconds: self.limits.guardMilliseconds)
            return decision
        }
        self.lastTry = now
        return .set
    }

    /// True where a clock that was just set shows the right time.
    func isInStep(_ showing: Showing) -> Bool {
        if case .offset(let offset) = showing {
            offset.magnitude <= self.limits.toleranceMilliseconds.magnitude
        } else {
            false
        }
    }

    private func isAlarm(_ showing: Showing) -> Bool {
        if case .offset(let offset) = showing {
            offset.magnitude > self.limits.alarmMilliseconds.magnitude
        } else {
            true
        }
    }

    private func hasRested(at now: UTCTime) -> Bool {
        self.lastTry.map { now >= $0.adding(milliseconds: self.limits.restMilliseconds) } ?? true
    }

    /// Neither the box's time nor the meter's is near the end of an interval, and both are in the same one: no interval
    /// of the meter's own load profile is cut or counted twice. A clock that is off by about an interval or more is never
    /// in the same one; it is set in the middle of the box's.
    private func isClear(_ showing: Showing, at now: UTCTime) -> Bool {
        guard self.isAwayFromEnds(now) else { return false }
        guard case .offset(let offset) = showing,
            offset.magnitude + 2 * self.limits.guardMilliseconds.magnitude < self.intervalMilliseconds.magnitude
        else { return true }
        let meter = now.adding(milliseconds: offset)
        let seconds = self.intervalMilliseconds / 1000
        return meter.floored(toMultipleOf: seconds) == now.floored(toMultipleOf: seconds)
    }

    private func isAwayFromEnds(_ time: UTCTime) -> Bool {
        let into = time.milliseconds - time.floored(toMultipleOf: self.intervalMilliseconds / 1000).milliseconds
        // Intervals too short for the guard are set in their first half.
        let width = min(self.limits.guardMilliseconds, self.intervalMilliseconds / 4)
        return into >= width && into <= self.intervalMilliseconds - width
    }
}
