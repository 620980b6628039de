import Glibc
import Platform

/// A TCP socket of the loopback without any protocol; closed when nobody holds it any more.
final class LoopbackSocket: Sendable {
    private let descriptor: Int32

    private init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(self.descriptor) }

    /// Connects; nil where that does not succeed within two seconds.
    static func connected(to port: UInt16) -> LoopbackSocket? {
        guard let made = self.make() else { return nil }
        let result = self.withAddress(port) { connect(made.descriptor, $0, $1) }
        if result == 0 { return made }
        guard errno == EINPROGRESS else { return nil }
        var poll = pollfd(fd: made.descriptor, events: Int16(POLLOUT), revents: 0)
        guard Glibc.poll(&poll, 1, 2000) == 1 else { return nil }
        var (problem, size) = (Int32(0), socklen_t(MemoryLayout<Int32>.size))
        getsockopt(made.descriptor, SOL_SOCKET, SO_ERROR, &problem, &size)
        return problem == 0 ? made : nil
    }

    /// Listens at a port that the system chooses; nil where it gives none.
    static func listening() -> (socket: LoopbackSocket, port: UInt16)? {
        guard let made = self.make(), self.withAddress(0, { bind(made.descriptor, $0, $1) }) == 0,
            listen(made.descriptor, 4) == 0
        else { return nil }
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(made.descriptor, $0, &length) }
        }
        return result == 0 ? (made, UInt16(bigEndian: address.sin_port)) : nil
    }

    private static func make() -> LoopbackSocket? {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_INET, kind, 0)
        return descriptor >= 0 ? LoopbackSocket(descriptor) : nil
    }

    private static func withAddress(_ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    /// The next connection that waits; nil where none does.
    func accepted() -> LoopbackSocket? {
        let descriptor = accept(self.descriptor, nil, nil)
        if descriptor >= 0 { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        return descriptor >= 0 ? LoopbackSocket(descriptor) : nil
    }

    func send(_ bytes: [UInt8]) { _ = Glibc.send(self.descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) }

    /// What has arrived; nil where nothing waits, empty where the other end closed.
    func receive() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        let count = recv(self.descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        if count < 0 { return errno == EAGAIN ? nil : [] }
        return Array(buffer.prefix(count))
    }

    /// True where the other end closed the connection; drops what had arrived.
    var isClosed: Bool {
        while let bytes = self.receive() { if bytes.isEmpty { return true } }
        return false
    }
}
