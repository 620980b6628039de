public import Identity

/// Something about a link or a listener that operators and health checks want to know.
public struct PeerEvent: Hashable, Sendable, CustomStringConvertible {
    public enum Kind: Hashable, Sendable {
        /// A server socket listens at `endpoint`.
        case listening
        /// A server socket cannot be bound anew yet; it is retried.
        case cannotListen(reason: String)
        /// A link to a configured peer is up: both ends proved their keys.
        case connected
        /// A link to a configured peer broke; it is retried.
        case disconnected
        /// A peer of the allow-list connected to our socket.
        case admitted
        /// Security: a key that is not on the allow-list tried to connect to our socket.
        case refused
        /// Security on our sockets; on links to peers, a wrong key, a wrong program, or our key is not allowed there.
        case handshakeFailed(HandshakeFailure)
        /// The key was taken off the allow-list, and its connections were closed.
        case cutOff
        /// Fault of a peer that proved its key: a message of several frames, or none of ours.
        case fault(PeerFault)
    }

    public let kind: Kind
    public let channel: Channel
    /// The key concerned, where it is proved or claimed.
    public let peer: CurvePublicKey?
    /// The peer's endpoint on our links; our own on server sockets; the remote address where it was refused.
    public let endpoint: String

    /// True for what belongs in a security log.
    public var isSecurityEvent: Bool {
        switch self.kind {
        case .refused, .handshakeFailed, .cutOff, .fault: true
        case .listening, .cannotListen, .connected, .disconnected, .admitted: false
        }
    }

    public var description: String {
        let who = self.peer.map { " \($0.z85)" } ?? ""
        return "\(self.channel.rawValue) \(self.endpoint)\(who): \(self.kind)"
    }
}
