import Platform

/// Passes one connection on to a port of the loopback and keeps what its client sent: a handshake to play again.
final class HandshakeTap: Sendable {
    let port: UInt16
    private let heard = Guarded([UInt8]())
    private let isStopping = Guarded(false)

    init(to target: UInt16) throws {
        guard let (listener, port) = LoopbackSocket.listening() else {
            throw StepFailure(step: "a port of the loopback is free", lastSeen: "none")
        }
        self.port = port
        let (heard, isStopping) = (self.heard, self.isStopping)
        startThread(name: "handshake-tap") { Self.pass(from: listener, to: target, heard, isStopping) }
    }

    /// Ends it; gives what the client sent.
    func stop() -> [UInt8] {
        self.isStopping.withLock { $0 = true }
        return self.heard.withLock { $0 }
    }

    private static func pass(
        from listener: LoopbackSocket, to target: UInt16, _ heard: Guarded<[UInt8]>, _ isStopping: Guarded<Bool>
    ) {
        var (client, server): (LoopbackSocket?, LoopbackSocket?) = (nil, nil)
        while !isStopping.withLock({ $0 }) {
            if client == nil {
                client = listener.accepted()
                server = client == nil ? nil : LoopbackSocket.connected(to: target)
            }
            let (sent, answered) = (client?.receive() ?? [], server?.receive() ?? [])
            if !sent.isEmpty {
                heard.withLock { $0 += sent }
                server?.send(sent)
            }
            if !answered.isEmpty { client?.send(answered) }
            if sent.isEmpty && answered.isEmpty { MonotonicClock.sleep(until: MonotonicClock.nanoseconds + 1_000_000) }
        }
    }
}
