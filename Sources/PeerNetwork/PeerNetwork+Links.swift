import Identity

extension PeerNetwork {
    /// Opens the socket of a link; libzmq connects it in the background.
    func openLink(_ id: PeerLink.ID) throws(PeerNetworkError) {
        let link = self.links[id]
        do throws(ZeroMQError) {
            try self.create(link, id)
        } catch {
            self.close(link)
            throw .system(action: "cannot create the socket for \(link.endpoint)", reason: error.reason)
        }
        do throws(ZeroMQError) {
            try link.socket?.connect(link.endpoint)
        } catch {
            self.close(link)
            throw .cannotConnect(endpoint: link.endpoint, reason: error.reason)
        }
    }

    private func create(_ link: PeerLink, _ id: PeerLink.ID) throws(ZeroMQError) {
        let (limits, channel) = (self.configuration.limits, link.channel)
        let socket = try Socket(channel == .publish ? .subscriber : .dealer, in: self.runtime.context)
        link.socket = socket
        self.loop.adopt(
            socket,
            onReadable: self.handler { channel == .publish ? $0.receivePublished(id) : $0.receiveReplies(id) })
        try socket.configure(
            for: link.endpoint, incoming: limits.blockMessageBytes, timing: self.configuration.timing)
        try socket.secureAsClient(self.configuration.keyPair, server: link.peer.key, domain: self.clientDomain())
        switch channel {
        case .publish:
            try socket.setPings(self.configuration.timing)
            try socket.setQueues(send: Self.subscriptionQueue, receive: limits.receiveQueueMessages)
            for topic in Topic.allCases where self.topics.contains(topic) {
                try socket.set(ZeroMQOption.subscribe, [topic.rawValue])
            }
        case .catchUp:
            try socket.setQueues(send: limits.creditQueueMessages, receive: limits.outstandingRequests)
            try socket.set(ZeroMQOption.immediate, 1)
        }
        let monitor = try SocketMonitor(of: socket, in: self.runtime.context)
        link.monitor = monitor
        self.loop.adopt(monitor.socket, onReadable: self.handler { $0.readLinkMonitor(id) })
    }

    /// Takes these topics from the peers from now on, and no others.
    public func setTopics(_ topics: Set<Topic>) {
        let (added, removed) = (topics.subtracting(self.topics), self.topics.subtracting(topics))
        self.topics = topics
        for (id, link) in self.links.enumerated() where link.channel == .publish {
            guard let socket = link.socket else { continue }
            do throws(ZeroMQError) {
                for topic in added { try socket.set(ZeroMQOption.subscribe, [topic.rawValue]) }
                for topic in removed { try socket.set(ZeroMQOption.unsubscribe, [topic.rawValue]) }
            } catch {
                // The socket is opened anew, with the topics of now.
                self.reporter.count(\.socketFailures)
                self.expectRetry(of: id)
            }
        }
    }

    /// Closes a link's sockets; what waits for answers there fails.
    func close(_ link: PeerLink) {
        // The socket before its monitor, which must have a reader to the last.
        if let socket = link.socket { self.loop.release(socket) }
        if let monitor = link.monitor { self.loop.release(monitor.socket) }
        link.monitor = nil
        link.socket = nil
        link.connections.removeAll()
        self.linkIsDown(link)
    }

    func linkIsUp(_ link: PeerLink) {
        link.isUp = true
        link.reopened = 0
        link.unanswered = 0
        self.reporter.tell(.connected, link.channel, peer: link.peer.key, endpoint: link.endpoint)
    }

    func linkIsDown(_ link: PeerLink) {
        guard link.isUp else { return }
        link.isUp = false
        self.reporter.tell(.disconnected, link.channel, peer: link.peer.key, endpoint: link.endpoint)
        guard link.channel == .catchUp else { return }
        self.failRequests(to: link.peer.key, with: .peerDown(link.peer.key, endpoint: link.endpoint))
    }

    /// Makes sure that a lost link is tried again.
    ///
    /// libzmq reconnects by itself after a lost connection, but never after a handshake that was denied or a frame that
    /// was too large. Its own retry cancels this deadline.
    func expectRetry(of id: PeerLink.ID) {
        let timing = self.configuration.timing
        let first = timing.reconnectInitial.nanoseconds
        let doubled = first << Int64(min(self.links[id].reopened, 16))
        let pause = min(doubled, timing.reconnectMaximum.nanoseconds)
        self.schedule(.reopen(id), after: pause)
    }

    func reopenLink(_ id: PeerLink.ID) {
        let link = self.links[id]
        guard self.phase == .running, !self.cutOff.contains(link.peer.key) else { return }
        self.close(link)
        link.reopened += 1
        do throws(PeerNetworkError) {
            try self.openLink(id)
        } catch {
            // Out of descriptors or memory for now.
            self.reporter.count(\.socketFailures)
            self.expectRetry(of: id)
        }
    }
}
