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
    /// Why trips wait although an order stands.
    public var hold: TripHold?
    /// The person in whose pairing trial the relay was opened, until it is closed again.
    public var trial: String?

    public init(
        control: ControlState = .unknown, expected: OutputState = .unknown, lock: RelayLock? = nil,
        inFlight: RelayCommand? = nil, attempts: Int64 = 0, openedUnder: UInt64? = nil,
        hold: TripHold? = nil, trial: String? = nil
    ) {
        self.control = control
        self.expected = expected
        self.lock = lock
        self.inFlight = inFlight
        self.attempts = attempts
        self.openedUnder = openedUnder
        self.hold = hold
        self.trial = trial
    }
}
