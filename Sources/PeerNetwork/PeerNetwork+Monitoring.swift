import Platform

extension PeerNetwork {
    func readServerMonitor(_ channel: Channel) {
        while let server = self.servers[channel], let monitor = server.monitor,
            let event = self.nextEvent(of: monitor)
        {
            switch ConnectionEvent(event) {
            case .opened(let descriptor):
                self.reporter.count(\.connectionsAccepted)
                server.connections.opened(descriptor, at: MonotonicClock.nanoseconds)
                self.expectInspection()
            case .lost(let descriptor): server.connections.closed(descriptor)
            case .listenerClosed: self.finishUnbinding(channel)
            case .failed(.denied):
                // The ZAP handler told it already, with the key.
                break
            case .failed(let failure):
                self.reporter.count(\.handshakesFailed)
                self.reporter.tell(.handshakeFailed(failure), channel, endpoint: server.endpoint)
            case .authenticated, .trying, nil: break
            }
        }
    }

    func readLinkMonitor(_ id: PeerLink.ID) {
        let link = self.links[id]
        while let monitor = link.monitor, let event = self.nextEvent(of: monitor) {
            switch ConnectionEvent(event) {
            case .opened(let descriptor):
                link.connections.opened(descriptor, at: MonotonicClock.nanoseconds)
                self.expectInspection()
                self.cancel(.reopen(id))
            case .authenticated: self.linkIsUp(link)
            case .lost(let descriptor):
                link.connections.closed(descriptor)
                self.linkIsDown(link)
                self.expectRetry(of: id)
            case .failed(let failure):
                self.reporter.count(\.handshakesFailed)
                self.reporter.tell(
                    .handshakeFailed(failure), link.channel, peer: link.peer.key, endpoint: link.endpoint)
                self.expectRetry(of: id)
            case .trying: self.cancel(.reopen(id))
            case .listenerClosed, nil: break
            }
        }
    }

    private func nextEvent(of monitor: SocketMonitor) -> SocketMonitor.Event? {
        do throws(ZeroMQError) {
            return try monitor.next()
        } catch {
            self.reporter.count(\.socketFailures)
            return nil
        }
    }
}
