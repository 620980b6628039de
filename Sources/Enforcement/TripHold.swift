public import Metering

/// Trips that wait although an order stands: somebody let the supply be on for a while. Its end moves no relay.
public struct TripHold: Hashable, Sendable, Codable {
    public enum Kind: UInt8, Hashable, Sendable, Codable {
        /// By a crew on site. When its time is over, orders from before wait for a person who resumes.
        case override = 0
        /// A voucher for a payment that is not on the chain yet. When its time is over, the guards decide again.
        case voucher = 1
    }

    public var kind: Kind
    /// Person and reason, or the voucher's number.
    public var by: String
    /// Milliseconds since 1970-01-01T00:00:00Z, by the box's own clock.
    public var untilMilliseconds: Int64

    public init(kind: Kind, by: String, until: UTCTime) {
        self.kind = kind
        self.by = by
        self.untilMilliseconds = until.milliseconds
    }

    public var until: UTCTime { UTCTime(milliseconds: self.untilMilliseconds) }

    /// Why a trip under an order of that time waits; nil where it does not.
    public func hindrance(toOrderOf finalizedAt: UTCTime, at now: UTCTime) -> String? {
        if now.milliseconds < self.untilMilliseconds { return "held until \(self.until.text): \(self.by)" }
        guard self.kind == .override, finalizedAt.milliseconds <= self.untilMilliseconds else { return nil }
        return "the override has ended (\(self.by)), and a person has to resume: `gridtally relay resume`"
    }
}
