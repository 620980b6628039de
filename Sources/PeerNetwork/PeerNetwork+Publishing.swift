import Identity

extension PeerNetwork {
    /// Sends `body` to every subscriber of `topic` that is connected now and keeps up.
    ///
    /// - Returns: false where it was dropped here: it is larger than the limits allow, or the network does not publish
    ///   (not started, no publish endpoint, or the socket is just being bound again).
    @discardableResult
    public func publish(_ topic: Topic, _ body: [UInt8]) -> Bool {
        guard let server = self.servers[.publish], server.phase == .open, let socket = server.socket,
            body.count <= self.configuration.limits.blockMessageBytes
        else {
            self.reporter.count(\.publishDropped)
            return false
        }
        do throws(ZeroMQError) {
            try socket.send(head: [topic.rawValue], body: body)
            self.reporter.count(\.published)
            return true
        } catch {
            self.reporter.count(\.socketFailures)
            self.reporter.count(\.publishDropped)
            return false
        }
    }

    /// Takes what a peer published.
    func receivePublished(_ id: PeerLink.ID) {
        self.receive(from: self.links[id]) { frame, link in self.take(frame, from: link) }
    }

    private func take(_ frame: Frame, from link: PeerLink) {
        guard let topic = frame.bytes.first.flatMap(Topic.init(rawValue:)) else {
            return self.report(.malformed, of: link.peer.key, link.channel, endpoint: link.endpoint)
        }
        let message = PublishedMessage(peer: link.peer.key, topic: topic, body: Array(frame.bytes.dropFirst()))
        self.reporter.count(\.received)
        if !self.publishedMailbox.offer(message, bytes: message.body.count, source: message.peer) {
            self.reporter.count(\.publishedStreamDropped)
        }
    }
}
