public import Identity

/// A question that a peer asked at the catch-up socket; answer it with ``PeerNetwork/reply(_:_:)``.
public struct PeerRequest: Hashable, Sendable, Identifiable {
    /// Names one request at one ``PeerNetwork``; good for one reply.
    public struct ID: Hashable, Sendable {
        let serial: UInt64
    }

    public let id: ID
    /// The key that the asking connection proved (ZAP `User-Id`), never a routing identity that it chose.
    public let peer: CurvePublicKey
    public let body: [UInt8]
}
