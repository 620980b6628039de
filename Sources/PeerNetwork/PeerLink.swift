/// Our connection to one channel of one configured peer.
final class PeerLink {
    /// Names a link for handlers and deadlines: its place in the network's list.
    typealias ID = Int

    let peer: PeerAddress
    let channel: Channel
    var socket: Socket?
    var monitor: SocketMonitor?
    var connections = ConnectionGuard()
    /// True from the end of the handshake to the loss of the connection.
    var isUp = false
    /// Times in a row that the socket was opened anew without a handshake.
    var reopened = 0
    /// Requests in a row that were not answered in time.
    var unanswered = 0

    var endpoint: String { self.peer.endpoint(of: self.channel) }

    init(peer: PeerAddress, channel: Channel) {
        self.peer = peer
        self.channel = channel
    }
}
