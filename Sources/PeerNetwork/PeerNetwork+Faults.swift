import Identity
import Platform

extension PeerNetwork {
    /// One event for each peer in this time; the counters take every fault.
    private static let faultEventNanoseconds: Int64 = 10_000_000_000
    private static let inspectionNanoseconds: Int64 = 250_000_000
    /// Heartbeats of both sides, in bytes for each of our heartbeat intervals, with room to spare.
    private static let heartbeatBytes: Int64 = 512

    func report(_ fault: PeerFault, of peer: CurvePublicKey, _ channel: Channel, endpoint: String) {
        self.reporter.count(fault == .multipart ? \.multipartDropped : \.malformedDropped)
        let now = MonotonicClock.nanoseconds
        if let last = self.lastFaults[peer], now - last < Self.faultEventNanoseconds { return }
        self.lastFaults[peer] = now
        self.reporter.tell(.fault(fault), channel, peer: peer, endpoint: endpoint)
    }

    /// Connections are looked at while there are any.
    func expectInspection() { self.scheduleOnce(.inspection, after: Self.inspectionNanoseconds) }

    /// Shuts connections that send without end. Takes first what waits, so that a stall of ours is not held against a
    /// peer, and closed descriptors are known.
    func inspectConnections() {
        guard self.phase == .running else { return }
        self.takeAllThatWaits()
        let limits = self.configuration.limits
        let interval = max(1, self.configuration.timing.heartbeatInterval.nanoseconds)
        let trickle = Int(max(1, Self.heartbeatBytes * 1_000_000_000 / interval))
        var (shut, isIdle) = (0, true)
        let now = MonotonicClock.nanoseconds
        for channel in Channel.allCases {
            guard let server = self.servers[channel] else { continue }
            let count = server.connections.shutOffenders(
                allowance: 4 * limits.controlMessageBytes, trickle: trickle, at: now)
            if count > 0 { self.reporter.tell(.fault(.unendingMessage), channel, endpoint: server.endpoint) }
            shut += count
            isIdle = isIdle && server.connections.isEmpty
        }
        for link in self.links {
            let count = link.connections.shutOffenders(
                allowance: 2 * limits.blockMessageBytes, trickle: trickle, at: now)
            if count > 0 {
                self.reporter.tell(
                    .fault(.unendingMessage), link.channel, peer: link.peer.key, endpoint: link.endpoint)
            }
            shut += count
            isIdle = isIdle && link.connections.isEmpty
        }
        for _ in 0..<shut { self.reporter.count(\.connectionsShut) }
        if !isIdle { self.expectInspection() }
    }

    private func takeAllThatWaits() {
        for channel in Channel.allCases where self.servers[channel] != nil { self.readServerMonitor(channel) }
        if self.servers[.catchUp] != nil { self.serveRequests() }
        for (id, link) in self.links.enumerated() {
            self.readLinkMonitor(id)
            switch link.channel {
            case .publish: self.receivePublished(id)
            case .catchUp: self.receiveReplies(id)
            }
        }
    }
}
