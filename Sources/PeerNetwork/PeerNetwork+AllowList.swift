public import Identity

extension PeerNetwork {
    /// Puts a new allow-list in force, and cuts off the keys that are no longer on it.
    ///
    /// From the call on no handshake of a removed key succeeds. libzmq cannot close one peer's connection to a PUB or
    /// ROUTER socket; so, where a removed key may be connected, both sockets are closed and bound again at the same
    /// endpoint, and the other peers reconnect within their reconnect pause. What a removed key sent and was not yet
    /// taken is thrown away, and our own links to it close until it is on the list again.
    public func setAllowed(_ keys: Set<CurvePublicKey>) {
        let (removed, mayBeConnected) = self.allowList.replace(with: keys)
        guard self.phase == .running else { return }
        let returned = self.cutOff.intersection(keys)
        self.cutOff.formUnion(removed)
        self.cutOff.subtract(keys)
        if !removed.isEmpty {
            self.publishedMailbox.remove(from: removed)
            self.requestMailbox.remove(from: removed)
        }
        self.updateLinks(removed: removed, returned: returned)
        guard mayBeConnected else { return }
        self.allowList.forgetConnections()
        for channel in Channel.allCases {
            self.beginUnbinding(channel)
            guard let server = self.servers[channel] else { continue }
            for key in removed.sorted() {
                self.reporter.tell(.cutOff, channel, peer: key, endpoint: server.endpoint)
            }
        }
    }

    private func updateLinks(removed: Set<CurvePublicKey>, returned: Set<CurvePublicKey>) {
        for (id, link) in self.links.enumerated() {
            if removed.contains(link.peer.key) {
                self.cancel(.reopen(id))
                if link.channel == .catchUp {
                    self.failRequests(to: link.peer.key, with: .notAllowed(link.peer.key))
                }
                self.close(link)
                self.reporter.tell(.cutOff, link.channel, peer: link.peer.key, endpoint: link.endpoint)
            } else if returned.contains(link.peer.key) {
                self.reopenLink(id)
            }
        }
    }
}
