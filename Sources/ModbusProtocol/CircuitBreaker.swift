/// Keeps a silent unit from taking the time of the others: after some failures it is only probed, ever more seldom.
public struct CircuitBreaker: Hashable, Sendable {
    public enum State: Hashable, Sendable {
        /// The unit is polled; so many failure points were counted in a row.
        case closed(points: Int)
        /// The unit is silent; it may be probed from this moment (nanoseconds).
        case open(probeAt: Int64)
    }

    public enum Change: Hashable, Sendable {
        case opened
        case recovered
    }

    /// A damaged answer shows that somebody is there; it weighs a third of a silence.
    private static let silencePoints = 3
    private static let damagePoints = 1

    public private(set) var state = State.closed(points: 0)
    private var backOff: Int64 = 0

    public init() {}

    public var isOpen: Bool { self.probeAt != nil }

    /// When an open breaker's next probe may go out.
    public var probeAt: Int64? {
        if case .open(let probeAt) = self.state { return probeAt }
        return nil
    }

    public mutating func answered() -> Change? {
        defer { self.state = .closed(points: 0) }
        self.backOff = 0
        return self.isOpen ? .recovered : nil
    }

    public mutating func failed(damaged: Bool, at now: Int64, settings: LineSettings) -> Change? {
        guard case .closed(let points) = self.state else {
            self.backOff = min(2 * self.backOff, settings.backOffCeiling)
            self.state = .open(probeAt: now + self.backOff)
            return nil
        }
        let sum = points + (damaged ? Self.damagePoints : Self.silencePoints)
        guard sum >= Self.silencePoints * settings.silencesToOpen else {
            self.state = .closed(points: sum)
            return nil
        }
        self.backOff = settings.backOffFloor
        self.state = .open(probeAt: now + self.backOff)
        return .opened
    }

    /// Probes soon again: what kept the unit silent has probably gone (the line is back, a neighbour answers again).
    public mutating func hurry(at now: Int64, settings: LineSettings) {
        guard self.isOpen else { return }
        self.backOff = settings.backOffFloor
        self.state = .open(probeAt: now)
    }
}
