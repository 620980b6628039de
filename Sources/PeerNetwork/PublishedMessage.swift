public import Identity

/// A message from a peer that this box subscribes to.
public struct PublishedMessage: Hashable, Sendable {
    /// The key that the publishing socket proved. Whether the body is genuine its own signatures tell.
    public let peer: CurvePublicKey
    public let topic: Topic
    public let body: [UInt8]

    public init(peer: CurvePublicKey, topic: Topic, body: [UInt8]) {
        self.peer = peer
        self.topic = topic
        self.body = body
    }
}
