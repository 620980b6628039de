import Glibc
import Platform

/// A gateway between a bus and a peer's TCP port: passes bytes on, or does to them what bad gateways do.
final class GatewayProxy: Sendable {
    enum Behaviour: Sendable {
        case passes
        /// The next answer is kept until ``release()``; what comes behind it passes.
        case holdsOnce
        /// The next answer ends after so many bytes.
        case cutsOnce(Int)
        /// In pieces of so many bytes, with a pause between them.
        case pieces(Int, pauseMilliseconds: Int64)
        /// In place of the next answer the connection is closed.
        case closesOnce
    }

    private struct State {
        var behaviour = Behaviour.passes
        var held: [[UInt8]] = []
        var isReleasing = false
        var connections = 0
        var isStopping = false
        var isStopped = false
    }

    /// Where the bus connects to.
    let port: Int
    private let target: Int
    private let state = Guarded(State())

    init(to target: Int) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.port = try loopbackListener(listener)
        self.target = target
        startThread(name: "gateway") {
            while !self.isStopping { self.serve(listener) }
            close(listener)
            self.state.withLock { $0.isStopped = true }
        }
    }

    func behave(_ behaviour: Behaviour) { self.state.withLock { $0.behaviour = behaviour } }

    /// Sends the answers that were kept, over the connection that is open now.
    func release() { self.state.withLock { $0.isReleasing = true } }

    /// How many connections were made.
    var connections: Int { self.state.withLock { $0.connections } }

    func stop() {
        self.state.withLock { $0.isStopping = true }
        while !self.state.withLock({ $0.isStopped }) { sched_yield() }
    }

    private var isStopping: Bool { self.state.withLock { $0.isStopping } }

    private func serve(_ listener: Int32) {
        guard self.isReadable(listener) else { return }
        let client = accept(listener, nil, nil)
        guard let server = loopbackConnection(self.target) else { return }
        self.state.withLock { $0.connections += 1 }
        while !self.isStopping {
            self.sendReleased(client)
            var items = [client, server].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            guard poll(&items, 2, 5) > 0 else { continue }
            if items[0].revents != 0, !self.pass(from: client, to: server) { break }
            if items[1].revents != 0, !self.answer(from: server, to: client) { break }
        }
        close(client)
        close(server)
    }

    private func isReadable(_ descriptor: Int32) -> Bool {
        var item = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&item, 1, 20) == 1
    }

    private func sendReleased(_ client: Int32) {
        let frames = self.state.withLock { state in
            guard state.isReleasing else { return [[UInt8]]() }
            state.isReleasing = false
            defer { state.held = [] }
            return state.held
        }
        for frame in frames { _ = self.write(frame, to: client) }
    }

    private func pass(from source: Int32, to target: Int32) -> Bool {
        guard let bytes = self.read(source) else { return false }
        return self.write(bytes, to: target)
    }

    private func answer(from server: Int32, to client: Int32) -> Bool {
        guard let bytes = self.read(server) else { return false }
        let behaviour = self.state.withLock { state in
            let behaviour = state.behaviour
            switch behaviour {
            case .holdsOnce:
                state.held.append(bytes)
                state.behaviour = .passes
            case .cutsOnce, .closesOnce: state.behaviour = .passes
            case .passes, .pieces: break
            }
            return behaviour
        }
        switch behaviour {
        case .passes: return self.write(bytes, to: client)
        case .holdsOnce: return true
        case .cutsOnce(let count): return self.write(Array(bytes.prefix(count)), to: client)
        case .closesOnce: return false
        case .pieces(let size, let pause):
            for start in stride(from: 0, to: bytes.count, by: size) {
                if start > 0 { MonotonicClock.sleep(until: MonotonicClock.nanoseconds + pause * 1_000_000) }
                guard self.write(Array(bytes.dropFirst(start).prefix(size)), to: client) else { return false }
            }
            return true
        }
    }

    private func read(_ descriptor: Int32) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        return count > 0 ? Array(buffer.prefix(count)) : nil
    }

    private func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) } == bytes.count
    }
}

/// A connection to a port of this machine; nil where nobody listens.
func loopbackConnection(_ port: Int) -> Int32? {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    address.sin_port = UInt16(port).bigEndian
    let result = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
    guard result == 0 else {
        close(descriptor)
        return nil
    }
    return descriptor
}
