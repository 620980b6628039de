/// What passed and what was dropped since the network was made. Counters only grow.
public struct PeerNetworkStatistics: Hashable, Sendable {
    public var published = 0
    /// Not published: too large, or while the socket was being bound anew.
    public var publishDropped = 0
    public var received = 0
    public var requestsSent = 0
    public var requestsReceived = 0
    public var repliesSent = 0
    /// Replies that found no connection, a full queue, or no such request.
    public var repliesDropped = 0
    /// Requests refused because their peer had too many here or the stream was full.
    public var requestsRefused = 0
    /// Replies that came late, twice, or were never asked for.
    public var repliesIgnored = 0
    /// Elements that found their stream full.
    public var publishedStreamDropped = 0
    public var eventsDropped = 0
    /// Tries of the same stranger that were not told of again.
    public var eventsRepeated = 0
    /// Faults: messages of several frames, which no peer of ours sends.
    public var multipartDropped = 0
    /// Faults: single frames that are no message of ours.
    public var malformedDropped = 0
    /// Messages of keys that are not allowed (any more).
    public var strangersDropped = 0
    /// Connections that were shut because they sent more than they ended messages.
    public var connectionsShut = 0
    /// TCP or local connections to our sockets, whatever came of them.
    public var connectionsAccepted = 0
    public var handshakesAdmitted = 0
    public var handshakesRefused = 0
    public var handshakesFailed = 0
    /// Times that libzmq refused a receive or a send for no expected reason.
    public var socketFailures = 0
}
