import Glibc
import Identity

extension PeerNetwork {
    private static let unbindNanoseconds: Int64 = 1_000_000_000
    private static let rebindNanoseconds: Int64 = 20_000_000
    /// Subscriptions that wait on either side; a mark below the number of topics would lose some.
    static let subscriptionQueue = 64

    /// Lets the ZAP handler judge the clients of `server` by our allow-list.
    func register(_ server: ServerSocket) {
        let (channel, reporter, allowList) = (server.channel, self.reporter, self.allowList)
        self.runtime.handler.register(domain: server.domain) { key, address in
            let isAdmitted = allowList.admit(key)
            reporter.count(isAdmitted ? \.handshakesAdmitted : \.handshakesRefused)
            reporter.tell(isAdmitted ? .admitted : .refused, channel, peer: key, endpoint: address)
            return isAdmitted
        }
    }

    /// Opens and binds the socket of `server`.
    func open(_ server: ServerSocket) throws(PeerNetworkError) {
        do throws(ZeroMQError) {
            try self.create(server)
        } catch {
            self.close(server)
            throw .system(action: "cannot create the socket for \(server.endpoint)", reason: error.reason)
        }
        do throws(ZeroMQError) {
            try server.socket?.bind(server.endpoint)
            server.endpoint = try server.socket?.lastEndpoint() ?? server.endpoint
        } catch {
            self.close(server)
            if error.code == EADDRINUSE { throw .endpointInUse(server.endpoint) }
            throw .cannotBind(endpoint: server.endpoint, reason: error.reason)
        }
        server.phase = .open
        self.reporter.tell(.listening, server.channel, endpoint: server.endpoint)
    }

    private func create(_ server: ServerSocket) throws(ZeroMQError) {
        let (limits, channel) = (self.configuration.limits, server.channel)
        let socket = try Socket(channel == .publish ? .publisher : .router, in: self.runtime.context)
        server.socket = socket
        self.loop.adopt(socket, onReadable: channel == .publish ? nil : self.handler { $0.serveRequests() })
        try socket.configure(
            for: server.endpoint, incoming: limits.controlMessageBytes, timing: self.configuration.timing)
        try socket.secureAsServer(self.configuration.keyPair, domain: server.domain)
        switch channel {
        case .publish:
            try socket.setQueues(send: limits.publishQueueMessages, receive: Self.subscriptionQueue)
        case .catchUp:
            try socket.setQueues(send: limits.creditQueueMessages, receive: limits.receiveQueueMessages)
            try socket.set(ZeroMQOption.routerMandatory, 1)
        }
        let monitor = try SocketMonitor(of: socket, in: self.runtime.context)
        server.monitor = monitor
        self.loop.adopt(monitor.socket, onReadable: self.handler { $0.readServerMonitor(channel) })
    }

    func handler(_ body: @escaping @Sendable (isolated PeerNetwork) -> Void) -> () -> Void {
        { [weak self] in self?.assumeIsolated(body) }
    }

    func close(_ server: ServerSocket) {
        // The socket before its monitor, which must have a reader to the last.
        if let socket = server.socket { self.loop.release(socket) }
        if let monitor = server.monitor { self.loop.release(monitor.socket) }
        server.monitor = nil
        server.socket = nil
        server.connections.removeAll()
        server.phase = .closed
    }

    /// Lets the listener go and, once it is gone, closes the socket with all its connections.
    ///
    /// Not at once, because a local socket's path would be removed under the listener that follows.
    func beginUnbinding(_ channel: Channel) {
        guard let server = self.servers[channel], server.phase == .open else { return }
        server.phase = .unbinding
        do throws(ZeroMQError) {
            try server.socket?.unbind(server.endpoint)
            self.schedule(.unbound(channel), after: Self.unbindNanoseconds)
        } catch {
            // The endpoint is not bound: nothing to wait for.
            self.finishUnbinding(channel)
        }
    }

    func finishUnbinding(_ channel: Channel) {
        guard let server = self.servers[channel], server.phase == .unbinding else { return }
        self.cancel(.unbound(channel))
        self.close(server)
        if channel == .catchUp { self.forgetServedRequests() }
        switch self.phase {
        case .running: self.bindAgain(channel)
        case .created, .stopping, .stopped: self.shutdownIfUnbound()
        }
    }

    /// Binds a channel whose socket was closed to cut off a key; tries until it succeeds.
    func bindAgain(_ channel: Channel) {
        guard self.phase == .running, let server = self.servers[channel], server.phase == .closed else { return }
        do throws(PeerNetworkError) {
            try self.open(server)
        } catch {
            self.reporter.tell(.cannotListen(reason: error.description), channel, endpoint: server.endpoint)
            self.schedule(.bind(channel), after: Self.rebindNanoseconds)
        }
    }
}
