/// What a controller must find again after a crash. The caller makes it durable before it carries out the next effect.
public struct RelayMemory: Hashable, Sendable, Codable {
    public var control: ControlState
    /// What the output must read while nothing is commanded.
    public var expected: OutputState
    public var lock: RelayLock?
    /// A write that was asked for and not yet verified.
    public var inFlight: RelayCommand?
    /// Writes so far of the command in flight.
    public var attempts: Int64
    /// The order that the relay was opened under.
    public var openedUnder: UInt64?
    /// Why trips wait although an order stands: one of each kind at most, in the order of their kinds.
    public private(set) var holds: [TripHold]
    /// The person in whose pairing trial the relay was opened, and why, until it is closed again.
    public var trial: String?
    /// A right to close that something blocked, until a person confirms it or the relay is closed.
    public var withheld: ReconnectAuthority?

    public init(
        control: ControlState = .unknown, expected: OutputState = .unknown, lock: RelayLock? = nil,
        inFlight: RelayCommand? = nil, attempts: Int64 = 0, openedUnder: UInt64? = nil,
        holds: [TripHold] = [], trial: String? = nil, withheld: ReconnectAuthority? = nil
    ) {
        self.control = control
        self.expected = expected
        self.lock = lock
        self.inFlight = inFlight
        self.attempts = attempts
        self.openedUnder = openedUnder
        self.holds = []
        self.trial = trial
        self.withheld = withheld
        for hold in holds { self.take(hold) }
    }

    /// Of two holds of a kind the one that lasts longer stays: nobody shortens another's.
    mutating func take(_ hold: TripHold) {
        let before = self.holds.first { $0.kind == hold.kind }
        guard before.map({ $0.until < hold.until }) ?? true else { return }
        let others = self.holds.filter { $0.kind != hold.kind }
        self.holds = (others + [hold]).sorted { $0.kind.rawValue < $1.kind.rawValue }
    }

    /// Ends the holds that a person may end.
    mutating func dropHoldsThatAwaitPerson() { self.holds.removeAll(where: \.awaitsPerson) }
}

extension RelayMemory {
    /// A hold as it was stored when there was one at most.
    private enum FormerKey: String, CodingKey { case hold }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let former = try decoder.container(keyedBy: FormerKey.self).decodeIfPresent(TripHold.self, forKey: .hold)
        self.init(
            control: try values.decode(ControlState.self, forKey: .control),
            expected: try values.decode(OutputState.self, forKey: .expected),
            lock: try values.decodeIfPresent(RelayLock.self, forKey: .lock),
            inFlight: try values.decodeIfPresent(RelayCommand.self, forKey: .inFlight),
            attempts: try values.decode(Int64.self, forKey: .attempts),
            openedUnder: try values.decodeIfPresent(UInt64.self, forKey: .openedUnder),
            holds: try former.map { [$0] } ?? values.decodeIfPresent([TripHold].self, forKey: .holds) ?? [],
            trial: try values.decodeIfPresent(String.self, forKey: .trial),
            withheld: try values.decodeIfPresent(ReconnectAuthority.self, forKey: .withheld))
    }
}
