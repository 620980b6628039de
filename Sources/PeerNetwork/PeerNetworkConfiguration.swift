public import Identity

/// Who this box is on the network, where it listens, and whom it connects to.
public struct PeerNetworkConfiguration: Sendable {
    /// CURVE keys of this box, for its server and its client sockets alike.
    public var keyPair: CurveKeyPair
    /// Where the PUB socket listens, for example `tcp://*:5750`; nil where this box only connects outward.
    public var publishEndpoint: String?
    /// Where the ROUTER socket listens, for example `tcp://*:5751`; nil where this box only connects outward.
    public var catchUpEndpoint: String?
    /// Peers to subscribe to and to ask.
    public var peers: [PeerAddress]
    /// Topics that this box takes from its peers at first; see ``PeerNetwork/setTopics(_:)``.
    public var topics: Set<Topic>
    public var limits: PeerNetworkLimits
    public var timing: PeerNetworkTiming

    public init(
        keyPair: CurveKeyPair, publishEndpoint: String? = nil, catchUpEndpoint: String? = nil,
        peers: [PeerAddress] = [], topics: Set<Topic> = Set(Topic.allCases),
        limits: PeerNetworkLimits = .standard, timing: PeerNetworkTiming = .standard
    ) {
        self.keyPair = keyPair
        self.publishEndpoint = publishEndpoint
        self.catchUpEndpoint = catchUpEndpoint
        self.peers = peers
        self.topics = topics
        self.limits = limits
        self.timing = timing
    }

    func endpoint(of channel: Channel) -> String? {
        switch channel {
        case .publish: self.publishEndpoint
        case .catchUp: self.catchUpEndpoint
        }
    }

    /// Refuses what could not work or would not be safe, before any socket exists.
    func check() throws(PeerNetworkError) {
        for case let endpoint? in [self.publishEndpoint, self.catchUpEndpoint] {
            try Endpoint.check(endpoint, wildcards: true)
        }
        var seen: Set<CurvePublicKey> = [self.keyPair.publicKey]
        for peer in self.peers {
            try Endpoint.check(peer.publish, wildcards: false)
            try Endpoint.check(peer.catchUp, wildcards: false)
            guard seen.insert(peer.key).inserted else {
                throw .badConfiguration(
                    "peer \(peer.name) has the key of this box or of another peer (\(peer.key.z85)); "
                        + "give every peer its own key, once")
            }
        }
        try self.limits.check()
        try self.timing.check()
    }
}
