public import Metering

/// Trips that wait although an order stands: somebody let the supply be on for a while, or worked there. Its end moves no
/// relay.
public struct TripHold: Hashable, Sendable, Codable {
    public enum Kind: UInt8, Hashable, Sendable, Codable {
        /// By a crew on site. When its time is over, orders from before wait for a person who resumes.
        case override = 0
        /// A voucher for a payment that is not on the chain yet. When its time is over, the guards decide again.
        case voucher = 1
        /// By a safety tag. The orders that it blocked wait for a person who resumes, also when it is gone.
        case safetyTag = 2
    }

    public var kind: Kind
    /// Person and reason, the voucher's number, or the tags.
    public var by: String
    /// Milliseconds since 1970-01-01T00:00:00Z, by the box's own clock; of a safety tag, when the newest order that it
    /// blocked became final.
    public var untilMilliseconds: Int64

    public init(kind: Kind, by: String, until: UTCTime) {
        self.kind = kind
        self.by = by
        self.untilMilliseconds = until.milliseconds
    }

    public var until: UTCTime { UTCTime(milliseconds: self.untilMilliseconds) }

    /// Why a trip under an order of that time waits; nil where it does not.
    public func hindrance(toOrderOf finalizedAt: UTCTime, at now: UTCTime) -> String? {
        if self.kind != .safetyTag, now < self.until { return "held until \(self.until.text): \(self.by)" }
        guard self.awaitsPerson, finalizedAt <= self.until else { return nil }
        let what = self.kind == .override ? "the override has ended" : "a safety tag had blocked the order"
        return "\(what) (\(self.by)), and a person has to resume: `gridtally relay resume`"
    }

    /// It ends by a person alone; a voucher's ends with its time.
    public var awaitsPerson: Bool { self.kind != .voucher }
}
