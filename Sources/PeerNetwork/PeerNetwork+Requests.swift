public import Identity

extension PeerNetwork {
    /// After so many requests in a row without an answer the connection is made anew.
    private static let mostUnanswered = 2

    /// Asks a configured peer, and waits for its answer.
    ///
    /// - Parameters:
    ///   - body: at most ``PeerNetworkLimits/controlMessageBytes``.
    ///   - timeout: up to about 31 years.
    /// - Throws: at once where the peer is unknown, not allowed, not connected or has too many of our requests; later
    ///   when its connection breaks, it refuses, the time is over, the task is cancelled or the network shuts down.
    public func request(
        _ peer: CurvePublicKey, _ body: [UInt8], timeout: Duration
    ) async throws(PeerNetworkError) -> [UInt8] {
        let id = try self.send(body, to: peer)
        let answer = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                self.sent.add(id, to: peer, timeout: timeout, continuation)
                self.schedule(.answer(id), after: timeout.nanoseconds)
            }
        } onCancel: {
            Task { await self.finishRequest(id, with: .failure(.cancelled)) }
        }
        return try answer.get()
    }

    private func send(_ body: [UInt8], to peer: CurvePublicKey) throws(PeerNetworkError) -> UInt64 {
        let limits = self.configuration.limits
        guard self.phase == .running else { throw .notRunning }
        guard let link = self.links.first(where: { $0.peer.key == peer && $0.channel == .catchUp }) else {
            throw .unknownPeer(peer)
        }
        guard !self.cutOff.contains(peer) else { throw .notAllowed(peer) }
        guard body.count <= limits.controlMessageBytes else {
            throw .messageTooLarge(bytes: body.count, limit: limits.controlMessageBytes)
        }
        guard link.isUp, let socket = link.socket else { throw .peerDown(peer, endpoint: link.endpoint) }
        guard self.sent.count(at: peer) < limits.outstandingRequests else {
            throw .tooManyRequests(peer, limit: limits.outstandingRequests)
        }
        let id = self.sent.nextID()
        do throws(ZeroMQError) {
            try socket.send(head: RequestFrame.head(.request, id: id), body: body)
        } catch {
            throw .peerDown(peer, endpoint: link.endpoint)
        }
        self.reporter.count(\.requestsSent)
        return id
    }

    /// Takes the answers of a peer.
    func receiveReplies(_ id: PeerLink.ID) {
        self.receive(from: self.links[id]) { frame, link in self.takeReply(frame, from: link) }
    }

    private func takeReply(_ frame: Frame, from link: PeerLink) {
        let peer = link.peer.key
        guard let reply = RequestFrame(frame.bytes), reply.kind != .request else {
            return self.report(.malformed, of: peer, link.channel, endpoint: link.endpoint)
        }
        link.unanswered = 0
        guard self.sent.peer(of: reply.id) == peer else { return self.reporter.count(\.repliesIgnored) }
        if reply.kind == .reply { return self.finishRequest(reply.id, with: .success(reply.body)) }
        guard reply.body.count == 1, let refusal = Refusal(rawValue: reply.body[0]) else {
            return self.report(.malformed, of: peer, link.channel, endpoint: link.endpoint)
        }
        self.finishRequest(reply.id, with: .failure(.refused(peer, refusal)))
    }

    func answerTimedOut(_ id: UInt64) {
        guard let peer = self.sent.peer(of: id), let timeout = self.sent.timeout(of: id) else { return }
        self.finishRequest(id, with: .failure(.timedOut(peer, after: timeout)))
        guard let link = self.links.firstIndex(where: { $0.peer.key == peer && $0.channel == .catchUp }) else { return }
        self.links[link].unanswered += 1
        // Something between may keep a connection up whose other end is gone: a carrier's proxy acknowledges all.
        if self.links[link].unanswered >= Self.mostUnanswered { self.reopenLink(link) }
    }

    func failRequests(to peer: CurvePublicKey, with error: PeerNetworkError) {
        for id in self.sent.ids(at: peer) { self.finishRequest(id, with: .failure(error)) }
    }

    func failAllRequests(with error: PeerNetworkError) {
        for id in self.sent.ids() { self.finishRequest(id, with: .failure(error)) }
    }

    private func finishRequest(_ id: UInt64, with answer: SentRequests.Answer) {
        self.cancel(.answer(id))
        self.sent.finish(id, with: answer)
    }
}
