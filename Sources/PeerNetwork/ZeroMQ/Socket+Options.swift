import CZeroMQ
import Identity

extension Socket {
    /// Room above the body limit for what the protocol and CURVE wrap around it: at most 9 + 33 bytes, and handshakes.
    private static let wrapping = 1024

    /// Options of every socket that meets the outside. They must precede `bind` and `connect`.
    ///
    /// - Parameter incoming: largest message in bytes that a peer may send here; libzmq allocates the *declared* size
    ///   before the data arrive, and even before the peer is authenticated, so no socket goes without.
    func configure(for endpoint: String, incoming: Int, timing: PeerNetworkTiming) throws(ZeroMQError) {
        try self.set(ZMQ_MAXMSGSIZE, wide: Int64(incoming + Self.wrapping))
        try self.set(ZMQ_IPV6, Endpoint.isIPv4Literal(endpoint) ? 0 : 1)
        try self.set(ZMQ_HANDSHAKE_IVL, timing.handshakeTimeout.milliseconds)
        try self.set(ZMQ_CONNECT_TIMEOUT, timing.connectTimeout.milliseconds)
        try self.set(ZMQ_RECONNECT_IVL, timing.reconnectInitial.milliseconds)
        try self.set(ZMQ_RECONNECT_IVL_MAX, timing.reconnectMaximum.milliseconds)
        try self.watchSilence(timing)
    }

    /// Has the kernel find a dead connection, by probes where nothing is under way and by its patience where data are.
    private func watchSilence(_ timing: PeerNetworkTiming) throws(ZeroMQError) {
        let probes: Int32 = 5
        try self.set(ZMQ_TCP_KEEPALIVE, 1)
        try self.set(ZMQ_TCP_KEEPALIVE_IDLE, Self.seconds(timing.heartbeatInterval))
        try self.set(ZMQ_TCP_KEEPALIVE_INTVL, max(1, Self.seconds(timing.heartbeatTimeout) / probes))
        try self.set(ZMQ_TCP_KEEPALIVE_CNT, probes)
        try self.set(ZMQ_TCP_MAXRT, timing.longestSilence.milliseconds)
    }

    private static func seconds(_ duration: Duration) -> Int32 { max(1, duration.milliseconds / 1000) }

    /// Pings the other end, and has it drop the connection when pings stay away: for connections that carry no questions.
    ///
    /// A question has a time-out of its own. Both ends would ping for one connection: whoever connected does.
    func setPings(_ timing: PeerNetworkTiming) throws(ZeroMQError) {
        try self.set(ZMQ_HEARTBEAT_IVL, timing.heartbeatInterval.milliseconds)
        try self.set(ZMQ_HEARTBEAT_TIMEOUT, timing.heartbeatTimeout.milliseconds)
        // libzmq 4.3.4 keeps the milliseconds of a peer's lifetime in 16 bits: a longer one would end a good connection
        // after what is left of it, 49 s after each ping for 180 s. The other end's kernel finds a dead one as well.
        let lifetime = timing.longestSilence.milliseconds
        try self.set(ZMQ_HEARTBEAT_TTL, lifetime <= Int32(UInt16.max) ? lifetime : 0)
    }

    /// High-water marks, in messages per connection.
    func setQueues(send: Int, receive: Int) throws(ZeroMQError) {
        try self.set(ZMQ_SNDHWM, Int32(clamping: send))
        try self.set(ZMQ_RCVHWM, Int32(clamping: receive))
    }

    /// Makes this a CURVE server whose clients the ZAP handler judges under `domain`.
    func secureAsServer(_ keys: CurveKeyPair, domain: String) throws(ZeroMQError) {
        try self.enforceZAP(domain: domain)
        try self.set(ZMQ_CURVE_SERVER, 1)
        try self.set(ZMQ_CURVE_SECRETKEY, keys.secretBytes)
    }

    /// Makes this a CURVE client that talks only to the holder of `server`'s secret key.
    func secureAsClient(_ keys: CurveKeyPair, server: CurvePublicKey, domain: String) throws(ZeroMQError) {
        try self.enforceZAP(domain: domain)
        try self.set(ZMQ_CURVE_SERVERKEY, server.bytes)
        try self.set(ZMQ_CURVE_PUBLICKEY, keys.publicKey.bytes)
        try self.set(ZMQ_CURVE_SECRETKEY, keys.secretBytes)
    }

    /// ZMQ_ZAP_ENFORCE_DOMAIN, which libzmq 4.3.4 knows, but whose name its header keeps among the drafts.
    private static let enforceDomain: Int32 = 93

    /// Without both options libzmq admits every key whenever it finds no handler.
    private func enforceZAP(domain: String) throws(ZeroMQError) {
        try self.set(ZMQ_ZAP_DOMAIN, Array(domain.utf8))
        try self.set(Self.enforceDomain, 1)
    }
}
