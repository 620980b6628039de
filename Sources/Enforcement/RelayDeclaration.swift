public import Metering

/// What the profile and the commissioning declare of a relay. Nil is undeclared, and such a relay is never driven.
public struct RelayDeclaration: Hashable, Sendable {
    /// Keeps its state without power.
    public var isLatching: Bool?
    /// The output after power returns; of meaning for a relay that does not latch.
    public var powerUpState: OutputState?
    public var side: Side?
    /// The largest current that it may break, in milliamperes.
    public var breakingMilliamperes: Int64?
    /// The largest current of what the contact itself switches, in milliamperes: a valve's or gate's actuator, a
    /// contactor's coil. Nil: the consumer's load, which the meter measures.
    public var actuatorMilliamperes: Int64?
    /// A close command only arms it, and a person at the meter presses a button.
    public var hasButton: Bool
    /// When a trip here was shown to drop this meter and no other; nil: never. Such a relay moves in a pairing trial alone.
    public var pairedAt: UTCTime?

    /// Where the relay sits, seen from the meter.
    public enum Side: UInt8, Hashable, Sendable {
        case supply = 0
        case load = 1
    }

    public init(
        isLatching: Bool?, powerUpState: OutputState?, side: Side?, breakingMilliamperes: Int64?,
        actuatorMilliamperes: Int64? = nil, hasButton: Bool = false, pairedAt: UTCTime? = nil
    ) {
        self.isLatching = isLatching
        self.powerUpState = powerUpState
        self.side = side
        self.breakingMilliamperes = breakingMilliamperes
        self.actuatorMilliamperes = actuatorMilliamperes
        self.hasButton = hasButton
        self.pairedAt = pairedAt
    }

    /// The first property that is not declared; nil when the relay may be driven once it is paired.
    public var undeclared: String? {
        guard let isLatching = self.isLatching else { return "latching or not" }
        if !isLatching, self.powerUpState == nil || self.powerUpState == .unknown { return "power-up state" }
        if self.side == nil { return "side of the meter" }
        guard let rating = self.breakingMilliamperes, rating > 0 else { return "breaking rating" }
        return nil
    }
}
