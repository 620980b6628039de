import Glibc

/// Finds connections that send and send, but never end a message.
///
/// libzmq does not count the frames of an unfinished multipart message against its high-water mark, nor the
/// subscriptions of a subscriber, and shows neither to its user; so a peer that proved its key could fill the memory.
/// The kernel knows what arrived on each TCP connection: where more than a message may have has come since the last
/// message that ended, this shuts the connection, and libzmq frees what it held. Local (`ipc`) connections have no such
/// count.
struct ConnectionGuard {
    private struct Connection {
        /// The kernel's own number of the socket: a descriptor may be closed and used again.
        let cookie: UInt64
        /// Bytes that had arrived when last a message had ended, and that moment.
        var baseline: UInt64
        var since: Int64
        var hasProgress = false
    }

    private var connections: [Int32: Connection] = [:]

    var isEmpty: Bool { self.connections.isEmpty }

    /// A connection began on `descriptor`.
    mutating func opened(_ descriptor: Int32, at now: Int64) {
        guard let cookie = Self.cookie(of: descriptor), let bytes = Self.bytesReceived(by: descriptor) else { return }
        self.connections[descriptor] = Connection(cookie: cookie, baseline: bytes, since: now)
    }

    mutating func closed(_ descriptor: Int32) { self.connections[descriptor] = nil }

    mutating func removeAll() { self.connections = [:] }

    /// A message that came by `descriptor` ended.
    mutating func messageEnded(on descriptor: Int32) { self.connections[descriptor]?.hasProgress = true }

    /// Shuts the connections on which more than `allowance` bytes came without an end of a message.
    ///
    /// - Parameter trickle: bytes per second that heartbeats may take besides.
    /// - Returns: how many were shut.
    mutating func shutOffenders(allowance: Int, trickle: Int, at now: Int64) -> Int {
        var shut = 0
        for descriptor in self.connections.keys.sorted() {
            guard var connection = self.connections[descriptor] else { continue }
            guard Self.cookie(of: descriptor) == connection.cookie, let bytes = Self.bytesReceived(by: descriptor)
            else {
                self.connections[descriptor] = nil
                continue
            }
            if connection.hasProgress {
                connection.baseline = bytes
                connection.since = now
                connection.hasProgress = false
            }
            let seconds = UInt64(max(0, now - connection.since) / 1_000_000_000)
            if bytes - min(bytes, connection.baseline) > UInt64(allowance) + seconds * UInt64(trickle) {
                Glibc.shutdown(descriptor, Int32(SHUT_RDWR))
                self.connections[descriptor] = nil
                shut += 1
            } else {
                self.connections[descriptor] = connection
            }
        }
        return shut
    }

    private static func cookie(of descriptor: Int32) -> UInt64? {
        let option: Int32 = 57  // SO_COOKIE
        var cookie: UInt64 = 0
        var size = socklen_t(MemoryLayout<UInt64>.size)
        return getsockopt(descriptor, SOL_SOCKET, option, &cookie, &size) == 0 ? cookie : nil
    }

    /// `tcpi_bytes_received` of `struct tcp_info` in linux/tcp.h, which glibc's own header leaves out.
    private static func bytesReceived(by descriptor: Int32) -> UInt64? {
        let offset = 128
        var info = [UInt8](repeating: 0, count: 256)
        var size = socklen_t(info.count)
        guard getsockopt(descriptor, Int32(IPPROTO_TCP), TCP_INFO, &info, &size) == 0, Int(size) >= offset + 8
        else { return nil }
        return info.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self) }
    }
}
