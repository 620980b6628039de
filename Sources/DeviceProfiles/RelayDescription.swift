/// How a relay module's contacts are driven, and what is known about them. What nobody declared is nil.
public struct RelayDescription: Hashable, Sendable {
    /// Where the contacts stand when the module gets its supply back.
    public enum PowerUpState: String, Hashable, Sendable, CaseIterable {
        case open
        case closed
        /// As they were before.
        case unchanged
    }

    /// Where the contact sits as the current flows.
    public enum Side: String, Hashable, Sendable, CaseIterable {
        /// Between the mains and the meter: an open contact leaves the meter dead.
        case supply
        /// Between the meter and the consumer.
        case load
    }

    /// By number.
    public var channels: [RelayChannel]
    /// True where the contacts keep their place without supply.
    public var isLatching: Bool?
    public var powerUpState: PowerUpState?
    public var side: Side?
    /// The current that a contact may break, in milliamperes.
    public var breakingMilliamperes: Int64?
    /// Which terminal pair "closed" speaks of: true for the normally closed pair of a change-over contact.
    public var normallyClosed: Bool?

    public init(
        channels: [RelayChannel], isLatching: Bool? = nil, powerUpState: PowerUpState? = nil, side: Side? = nil,
        breakingMilliamperes: Int64? = nil, normallyClosed: Bool? = nil
    ) {
        (self.channels, self.isLatching, self.powerUpState) = (channels, isLatching, powerUpState)
        (self.side, self.breakingMilliamperes, self.normallyClosed) = (side, breakingMilliamperes, normallyClosed)
    }

    public func channel(_ number: Int) -> RelayChannel? {
        self.channels.first { $0.number == number }
    }
}
