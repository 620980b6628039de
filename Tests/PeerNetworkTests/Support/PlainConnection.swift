import Glibc

/// A TCP connection of the loopback without any protocol.
final class PlainConnection {
    private let descriptor: Int32

    /// - Parameter endpoint: as `tcp://127.0.0.1:PORT`.
    init(to endpoint: String) throws {
        guard let port = endpoint.split(separator: ":").last.flatMap({ UInt16($0) }) else {
            throw RawFailure(code: EINVAL)
        }
        self.descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.loopback(port)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(self.descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw RawFailure(code: errno) }
    }

    init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(self.descriptor) }

    static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        return address
    }

    func send(_ bytes: [UInt8]) -> Bool {
        Glibc.send(self.descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    /// What has arrived; nil where nothing waits, empty where the other end closed.
    func receive() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(self.descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        if count < 0 { return errno == EAGAIN ? nil : [] }
        return Array(buffer.prefix(count))
    }
}

/// A listener of the loopback that passes one connection on and keeps what its client sent.
final class Tap {
    private let listener: Int32
    private let target: String
    let endpoint: String
    private var client: PlainConnection?
    private var server: PlainConnection?
    private(set) var heard: [UInt8] = []
    /// Open at this end, and going nowhere.
    private var forgotten: [PlainConnection] = []

    init(to target: String) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = PlainConnection.loopback(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 4) == 0
                    && getsockname(listener, $0, &length) == 0
            }
        }
        guard isListening else { throw RawFailure(code: errno) }
        _ = fcntl(listener, F_SETFL, O_NONBLOCK)
        self.listener = listener
        self.target = target
        self.endpoint = "tcp://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
    }

    deinit { close(self.listener) }

    /// Forgets the connection without closing it, as a carrier's proxy may: what its client sends is taken and lost.
    func forget() {
        self.forgotten += [self.client, self.server].compactMap { $0 }
        (self.client, self.server) = (nil, nil)
    }

    /// Passes on what waits in either direction.
    func pump() throws {
        if self.client == nil {
            let descriptor = accept(self.listener, nil, nil)
            guard descriptor >= 0 else { return }
            self.client = PlainConnection(descriptor: descriptor)
            self.server = try PlainConnection(to: self.target)
        }
        if let bytes = self.client?.receive(), !bytes.isEmpty {
            self.heard += bytes
            _ = self.server?.send(bytes)
        }
        if let bytes = self.server?.receive(), !bytes.isEmpty { _ = self.client?.send(bytes) }
    }
}
