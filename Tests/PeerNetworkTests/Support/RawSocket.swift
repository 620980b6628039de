import CZeroMQ
import Glibc
import Identity

/// A socket as a stranger's or an enemy's program would make it, without any of the network's rules.
final class RawSocket {
    /// Never closed, as in the network itself.
    private nonisolated(unsafe) static let context = zmq_ctx_new()
    /// What flooding frames point to, so that the sender does not need memory for them.
    private nonisolated(unsafe) static let filler = UnsafeMutableRawPointer.allocate(byteCount: 65_536, alignment: 8)

    private let raw: UnsafeMutableRawPointer

    init(_ type: Int32) throws {
        guard let raw = zmq_socket(Self.context, type) else { throw RawFailure(code: zmq_errno()) }
        self.raw = raw
        try self.set(ZMQ_LINGER, 0)
        try self.set(ZMQ_RECONNECT_IVL, 20)
    }

    deinit { zmq_close(self.raw) }

    func set(_ option: Int32, _ value: Int32) throws {
        var value = value
        try self.check(zmq_setsockopt(self.raw, option, &value, 4))
    }

    func set(_ option: Int32, _ bytes: [UInt8]) throws {
        try self.check(zmq_setsockopt(self.raw, option, bytes, bytes.count))
    }

    func secure(as keys: CurveKeyPair, server: CurvePublicKey) throws {
        try self.set(ZMQ_CURVE_SERVERKEY, server.bytes)
        try self.set(ZMQ_CURVE_PUBLICKEY, keys.publicKey.bytes)
        try self.set(ZMQ_CURVE_SECRETKEY, keys.secretBytes)
    }

    /// Makes this a server that admits everyone.
    func serve(as keys: CurveKeyPair, at endpoint: String) throws -> String {
        try self.set(ZMQ_CURVE_SERVER, 1)
        try self.set(ZMQ_CURVE_SECRETKEY, keys.secretBytes)
        try self.check(zmq_bind(self.raw, endpoint))
        var buffer = [UInt8](repeating: 0, count: 256)
        var size = buffer.count
        try self.check(zmq_getsockopt(self.raw, ZMQ_LAST_ENDPOINT, &buffer, &size))
        return String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
    }

    func connect(_ endpoint: String) throws { try self.check(zmq_connect(self.raw, endpoint)) }

    /// False where libzmq would have to wait.
    func send(_ frames: [[UInt8]]) -> Bool {
        for (index, frame) in frames.enumerated() {
            let more = index < frames.count - 1 ? ZMQ_SNDMORE : 0
            guard zmq_send(self.raw, frame, frame.count, ZMQ_DONTWAIT | more) >= 0 else { return false }
        }
        return true
    }

    /// Sends one message of `count` frames of 60 000 bytes each.
    func flood(frames count: Int) -> Bool {
        for index in 0..<count {
            var message = zmq_msg_t()
            zmq_msg_init_data(&message, Self.filler, 60_000, { _, _ in }, nil)
            let more = index < count - 1 ? ZMQ_SNDMORE : 0
            guard zmq_msg_send(&message, self.raw, ZMQ_DONTWAIT | more) >= 0 else { return false }
        }
        return true
    }

    /// The next frame; nil where none waits.
    func receive() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = zmq_recv(self.raw, &buffer, buffer.count, ZMQ_DONTWAIT)
        return count < 0 ? nil : Array(buffer.prefix(Int(count)))
    }

    private func check(_ result: Int32) throws {
        guard result >= 0 else { throw RawFailure(code: zmq_errno()) }
    }
}

struct RawFailure: Error {
    let code: Int32
}
