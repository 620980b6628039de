import Identity

extension PeerNetwork {
    /// Answers a request; a second reply to the same request, or one that comes too late, is dropped and counted.
    ///
    /// - Parameter body: at most ``PeerNetworkLimits/blockMessageBytes``; for a larger one the peer gets a refusal.
    public func reply(_ request: PeerRequest.ID, _ body: [UInt8]) {
        self.cancel(.served(request.serial))
        guard let entry = self.served.remove(request.serial), self.allowList.contains(entry.peer) else {
            return self.reporter.count(\.repliesDropped)
        }
        guard body.count <= self.configuration.limits.blockMessageBytes else {
            return self.refuse(entry.requestID, routing: entry.routing, .replyTooLarge)
        }
        let head = RequestFrame.head(.reply, id: entry.requestID)
        if self.sendReply(to: entry.routing, head: head, body: body) { self.reporter.count(\.repliesSent) }
    }

    /// Takes what peers ask.
    func serveRequests() {
        for _ in 0..<Self.messagesPerTurn {
            guard let server = self.servers[.catchUp], let socket = server.socket else { return }
            switch socket.receive(hasRoutingFrame: true) {
            case .nothing: return
            case .failed: return self.reporter.count(\.socketFailures)
            case .multipart(let frame):
                server.connections.messageEnded(on: frame.connection)
                guard let peer = self.sender(of: frame) else { break }
                self.report(.multipart, of: peer, .catchUp, endpoint: server.endpoint)
            case .message(let frame, let routing):
                server.connections.messageEnded(on: frame.connection)
                guard let peer = self.sender(of: frame) else { break }
                guard let request = RequestFrame(frame.bytes), request.kind == .request else {
                    self.report(.malformed, of: peer, .catchUp, endpoint: server.endpoint)
                    break
                }
                self.take(request, from: peer, routing: routing)
            }
        }
    }

    /// The key that the frame's connection proved, if it is still allowed.
    private func sender(of frame: Frame) -> CurvePublicKey? {
        guard let key = frame.userID.flatMap(self.allowList.key(userID:)) else {
            self.reporter.count(\.strangersDropped)
            return nil
        }
        return key
    }

    private func take(_ request: RequestFrame, from peer: CurvePublicKey, routing: [UInt8]) {
        guard self.served.count(of: peer) < self.configuration.limits.outstandingRequests else {
            return self.refuse(request.id, routing: routing, .busy)
        }
        let serial = self.served.add(.init(peer: peer, routing: routing, requestID: request.id))
        let element = PeerRequest(id: .init(serial: serial), peer: peer, body: request.body)
        guard self.requestMailbox.offer(element, bytes: request.body.count, source: peer) else {
            self.served.remove(serial)
            return self.refuse(request.id, routing: routing, .busy)
        }
        self.reporter.count(\.requestsReceived)
        self.schedule(.served(serial), after: self.configuration.timing.servedRequestLifetime.nanoseconds)
    }

    private func refuse(_ requestID: UInt64, routing: [UInt8], _ refusal: Refusal) {
        self.reporter.count(\.requestsRefused)
        let head = RequestFrame.head(.refusal, id: requestID)
        _ = self.sendReply(to: routing, head: head, body: [refusal.rawValue])
    }

    private func sendReply(to routing: [UInt8], head: [UInt8], body: [UInt8]) -> Bool {
        guard let socket = self.servers[.catchUp]?.socket else { return false }
        do throws(ZeroMQError) {
            // The routing frame fails where the connection is gone or its queue is full; then nothing was sent.
            try socket.send(head: routing, more: true)
            try socket.send(head: head, body: body)
            return true
        } catch {
            self.reporter.count(\.repliesDropped)
            return false
        }
    }

    /// The connections that asked are gone.
    func forgetServedRequests() {
        for serial in self.served.serials {
            self.served.remove(serial)
            self.cancel(.served(serial))
        }
    }
}
