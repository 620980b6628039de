/// The twelve guards. Every one must hold, on facts of the same moment, before a relay opens.
public enum SwitchingGuard: UInt8, Hashable, Sendable, CaseIterable, Codable {
    /// The order is final and not revoked at the tip.
    case final = 1
    /// The newest block is fresh.
    case fresh = 2
    /// The clocks agree.
    case clock = 3
    /// The notice period is over, or alerts and emergency credit are used up.
    case notice = 4
    /// An allowed hour of an allowed day.
    case window = 5
    /// The consumer is not protected.
    case notProtected = 6
    /// No payment is under way, and all collectors have reported.
    case noPaymentPending = 7
    /// It is the right meter, and its relay is as expected.
    case rightMeter = 8
    /// Not too many at once.
    case rate = 9
    /// The relay can break the load.
    case load = 10
    /// Nobody works there.
    case noSafetyTag = 11
    /// The relay was shown to be this meter's.
    case paired = 12
}

extension SwitchingGuard: CustomStringConvertible {
    /// For example `G2 fresh`.
    public var description: String { "G\(self.rawValue) \(self.name)" }

    /// The short name of the guard.
    public var name: String {
        switch self {
        case .final: "final"
        case .fresh: "fresh"
        case .clock: "clock"
        case .notice: "notice"
        case .window: "window"
        case .notProtected: "not protected"
        case .noPaymentPending: "no payment pending"
        case .rightMeter: "right meter"
        case .rate: "rate"
        case .load: "load"
        case .noSafetyTag: "no safety tag"
        case .paired: "paired"
        }
    }
}
