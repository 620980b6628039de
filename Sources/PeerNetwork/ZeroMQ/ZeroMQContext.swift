import CZeroMQ
import Platform

/// The process's only ZeroMQ context; it lives as long as the process.
///
/// libzmq 4.3.4 with libsodium can crash when one of several contexts is closed (fixed after that release), and closing
/// the context waits for every socket of every thread. So there is one, and nobody closes it.
final class ZeroMQContext: @unchecked Sendable {  // libzmq documents contexts, not sockets, as thread-safe
    let raw: UnsafeMutableRawPointer
    private let serial = Guarded(UInt64(0))

    /// Sockets of all instances together; each peer takes eight, monitors included.
    private static let maximumSockets: Int32 = 16_383

    init() throws(ZeroMQError) {
        let raw = zmq_ctx_new()
        let code = zmq_errno()
        guard let raw else { throw ZeroMQError(code: code) }
        self.raw = raw
        try zmqChecked { zmq_ctx_set(raw, ZMQ_MAX_SOCKETS, Self.maximumSockets) }
    }

    /// A number that no one else in the process gets: for ZAP domains and monitor endpoints.
    func nextSerial() -> UInt64 {
        self.serial.withLock { serial in
            serial += 1
            return serial
        }
    }
}
