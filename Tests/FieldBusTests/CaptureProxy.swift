import Foundation
import Glibc
import Platform

/// Passes one TCP connection on to another port and writes what went over it as a pcap file.
final class CaptureProxy: Sendable {
    /// Where clients connect to.
    let port: Int
    private let isStopping = Guarded(false)
    private let isStopped = Guarded(false)
    private let capture = Guarded(Capture())

    init(to target: Int) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.port = try loopbackListener(listener)
        startThread(name: "capture") {
            self.run(listener, target)
            close(listener)
            self.isStopped.withLock { $0 = true }
        }
    }

    /// Ends the connection and returns the file's bytes.
    func stop() -> Data {
        self.isStopping.withLock { $0 = true }
        while !self.isStopped.withLock({ $0 }) { sched_yield() }
        return self.capture.withLock { $0.file }
    }

    private func run(_ listener: Int32, _ target: Int) {
        guard self.isReadable(listener) else { return }
        let client = accept(listener, nil, nil)
        guard let server = loopbackConnection(target) else { return }
        while !self.isStopping.withLock({ $0 }) {
            var items = [client, server].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            guard poll(&items, 2, 50) > 0 else { continue }
            if items[0].revents != 0, !self.pass(from: client, to: server, isRequest: true) { break }
            if items[1].revents != 0, !self.pass(from: server, to: client, isRequest: false) { break }
        }
        close(client)
        close(server)
    }

    private func isReadable(_ descriptor: Int32) -> Bool {
        while !self.isStopping.withLock({ $0 }) {
            var item = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            if poll(&item, 1, 50) == 1 { return true }
        }
        return false
    }

    private func pass(from source: Int32, to target: Int32, isRequest: Bool) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(source, &buffer, buffer.count)
        guard count > 0 else { return false }
        let bytes = Array(buffer.prefix(count))
        self.capture.withLock { $0.add(bytes, isRequest: isRequest) }
        return bytes.withUnsafeBytes { send(target, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) } == count
    }

    /// A pcap file of raw IPv4 packets (LINKTYPE_RAW), the server on port 502.
    private struct Capture {
        private(set) var file: Data
        private var sequences: [UInt32] = [1, 1]

        init() {
            self.file = Data()
            for word: UInt32 in [0xA1B2_C3D4, 0x0004_0002, 0, 0, 65_535, 101] { self.file.append(word, big: false) }
        }

        mutating func add(_ bytes: [UInt8], isRequest: Bool) {
            let now = RealtimeClock.nanoseconds
            let length = UInt32(40 + bytes.count)
            for word in [UInt32(now / 1_000_000_000), UInt32(now % 1_000_000_000 / 1000), length, length] {
                self.file.append(word, big: false)
            }
            let addresses: [UInt32] = isRequest ? [0x7F00_0001, 0x7F00_0002] : [0x7F00_0002, 0x7F00_0001]
            let ports: UInt32 = isRequest ? 40_000 << 16 | 502 : 502 << 16 | 40_000
            let (own, other) = isRequest ? (0, 1) : (1, 0)
            // IPv4 without options, then TCP with PSH and ACK; checksums are left to the adapter, as on loopback.
            let words = [
                0x4500_0000 | length, 0, 0x4006_0000, addresses[0], addresses[1], ports, self.sequences[own],
                self.sequences[other], 0x5018_FFFF, 0,
            ]
            for word in words { self.file.append(word, big: true) }
            self.file.append(contentsOf: bytes)
            self.sequences[own] += UInt32(bytes.count)
        }
    }
}

extension Data {
    fileprivate mutating func append(_ word: UInt32, big: Bool) {
        Swift.withUnsafeBytes(of: big ? word.bigEndian : word.littleEndian) { self.append(contentsOf: $0) }
    }
}
