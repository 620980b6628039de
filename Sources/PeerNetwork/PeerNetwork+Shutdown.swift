extension PeerNetwork {
    /// Closes the links at once and lets the listeners go; ``shutdownIfUnbound()`` ends it.
    func beginShutdown() {
        self.phase = .stopping
        self.cancelAllDeadlines()
        self.failAllRequests(with: .notRunning)
        for link in self.links { self.close(link) }
        for channel in Channel.allCases { self.beginUnbinding(channel) }
        self.shutdownIfUnbound()
    }

    func shutdownIfUnbound() {
        guard self.phase == .stopping, self.servers.values.allSatisfy({ $0.phase == .closed }) else { return }
        self.stopNow()
    }

    /// Closes everything without waiting for the listeners.
    func stopNow() {
        self.phase = .stopped
        self.cancelAllDeadlines()
        self.failAllRequests(with: .notRunning)
        for link in self.links { self.close(link) }
        for channel in Channel.allCases { self.servers[channel].map(self.close) }
        self.loop.onTimer = nil
        self.finish()
        let waiters = self.shutdownWaiters
        self.shutdownWaiters = []
        for waiter in waiters { waiter.resume() }
    }
}
