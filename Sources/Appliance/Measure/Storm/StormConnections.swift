import Platform

/// Connections that prove no key, opened evenly over some time at the ports of one box, from a thread of their own.
struct StormConnections: Sendable {
    struct Counts: Sendable {
        var opened = 0
        var notOpened = 0
        /// Connections that the box had closed when their time was over.
        var closedByBox = 0
        var leftOpen = 0
    }

    enum Kind: Int, CaseIterable {
        case silent
        case garbage
        /// A greeting of ZMTP 3.1 that asks for CURVE, and nothing after it.
        case greeting
        /// What an allowed box once sent, byte for byte.
        case replay
    }

    private struct Held {
        let socket: LoopbackSocket
        let until: Int64
    }

    let ports: [UInt16]
    let count: Int
    let seconds: Double
    /// What an allowed box sent to the last of the ports.
    let handshake: [UInt8]

    /// Longer than a box waits for a handshake: by then it must have closed the connection itself.
    static let holdSeconds = 12.0
    private static let greeting: [UInt8] =
        [0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0x7F, 3, 1] + Array("CURVE".utf8) + Array(repeating: 0, count: 47)
    private static let lookNanoseconds: Int64 = 100_000_000

    /// Opens them all, waits until their time is over, and counts.
    func run() async -> Counts {
        await withCheckedContinuation { continuation in
            startThread(name: "storm") { continuation.resume(returning: self.work()) }
        }
    }

    private func work() -> Counts {
        var counts = Counts()
        var held: [Held] = []
        let start = MonotonicClock.nanoseconds
        var look = start
        for number in 0..<self.count {
            MonotonicClock.sleep(until: start + Int64(Double(number) * self.seconds * 1e9 / Double(self.count)))
            if MonotonicClock.nanoseconds >= look {
                self.close(&held, &counts)
                look = MonotonicClock.nanoseconds + Self.lookNanoseconds
            }
            guard let socket = self.open(number) else {
                counts.notOpened += 1
                continue
            }
            counts.opened += 1
            held.append(Held(socket: socket, until: MonotonicClock.nanoseconds + Int64(Self.holdSeconds * 1e9)))
        }
        while !held.isEmpty {
            MonotonicClock.sleep(until: MonotonicClock.nanoseconds + Self.lookNanoseconds)
            self.close(&held, &counts)
        }
        return counts
    }

    private func open(_ number: Int) -> LoopbackSocket? {
        let kind = Kind.allCases[number % Kind.allCases.count]
        let port = kind == .replay ? self.ports.last : self.ports[number / Kind.allCases.count % self.ports.count]
        guard let port, let socket = LoopbackSocket.connected(to: port) else { return nil }
        switch kind {
        case .silent: break
        case .garbage: socket.send((0..<300).map { _ in UInt8.random(in: 0...255) })
        case .greeting: socket.send(Self.greeting)
        case .replay: socket.send(self.handshake)
        }
        return socket
    }

    private func close(_ held: inout [Held], _ counts: inout Counts) {
        let now = MonotonicClock.nanoseconds
        held.removeAll { connection in
            guard connection.until <= now else { return false }
            if connection.socket.isClosed { counts.closedByBox += 1 } else { counts.leftOpen += 1 }
            return true
        }
    }
}
