extension PeerNetwork {
    /// Most messages that one socket may take of a turn of the thread.
    static let messagesPerTurn = 256

    /// Gives `take` the messages that wait on a link, and reports what is none.
    func receive(from link: PeerLink, _ take: (Frame, PeerLink) -> Void) {
        for _ in 0..<Self.messagesPerTurn {
            guard let socket = link.socket else { return }
            switch socket.receive(hasRoutingFrame: false) {
            case .nothing: return
            case .failed: return self.reporter.count(\.socketFailures)
            case .multipart(let frame):
                link.connections.messageEnded(on: frame.connection)
                self.report(.multipart, of: link.peer.key, link.channel, endpoint: link.endpoint)
            case .message(let frame, _):
                link.connections.messageEnded(on: frame.connection)
                take(frame, link)
            }
        }
    }
}
