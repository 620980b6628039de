public import Identity

/// A peer that this box connects to, and the key that it must prove there.
public struct PeerAddress: Hashable, Sendable {
    /// For messages to people; no meaning on the wire.
    public let name: String
    /// CURVE key that the peer's sockets must prove; a server with another key gets nothing and gives nothing.
    public let key: CurvePublicKey
    /// Endpoint of the peer's PUB socket, for example `tcp://10.7.0.3:5750`.
    public let publish: String
    /// Endpoint of the peer's ROUTER socket, for example `tcp://10.7.0.3:5751`.
    public let catchUp: String

    public init(name: String, key: CurvePublicKey, publish: String, catchUp: String) {
        self.name = name
        self.key = key
        self.publish = publish
        self.catchUp = catchUp
    }

    func endpoint(of channel: Channel) -> String {
        switch channel {
        case .publish: self.publish
        case .catchUp: self.catchUp
        }
    }
}
