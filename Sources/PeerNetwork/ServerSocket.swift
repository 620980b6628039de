/// The socket that this box offers on one channel, through its successive bindings.
final class ServerSocket {
    enum Phase {
        case closed
        case open
        /// The listener is on its way out; the socket closes when it is gone.
        case unbinding
    }

    let channel: Channel
    let domain: String
    /// What to bind: as configured at first, then with its wildcards resolved, so that peers find it again.
    var endpoint: String
    var phase = Phase.closed
    var socket: Socket?
    var monitor: SocketMonitor?
    var connections = ConnectionGuard()

    init(channel: Channel, endpoint: String, domain: String) {
        self.channel = channel
        self.endpoint = endpoint
        self.domain = domain
    }
}
