/// What happened on a line, counted since its beginning.
public struct VirtualLineCounters: Hashable, Sendable, Codable {
    /// Frames that the client began to send.
    public internal(set) var clientFrames = 0
    /// Client's frames that began before the line had been silent for as long as the rule in force asks.
    public internal(set) var silenceViolations = 0
    /// Client's frames that began while something was on the line of which a character had ended: it could have heard.
    public internal(set) var collisions = 0
    /// Frames of anybody that fell into something else, whoever began.
    public internal(set) var overlaps = 0
    /// Requests of the client that devices took for theirs.
    public internal(set) var requestsServed = 0
    /// Requests of the second master that devices took for theirs.
    public internal(set) var foreignRequestsServed = 0
    /// Bytes that reached the client's port.
    public internal(set) var bytesHeard = 0
    /// How often each fault struck.
    public internal(set) var faults: [FaultKind: Int] = [:]

    public init() {}

    mutating func count(_ kind: FaultKind) { self.faults[kind, default: 0] += 1 }
}
