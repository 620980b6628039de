import CZeroMQ
import Glibc

extension Socket {
    private static let userIDProperty = "User-Id"

    /// Takes the next frame; nil where none waits.
    func receiveFrame() throws(ZeroMQError) -> Frame? {
        let raw = self.raw
        // zmq_msg_t must not move between calls, which a Swift variable may.
        let outcome = withUnsafeTemporaryAllocation(of: zmq_msg_t.self, capacity: 1) { buffer in
            let message = buffer.baseAddress!
            zmq_msg_init(message)
            defer { zmq_msg_close(message) }
            let count = zmq_msg_recv(message, raw, ZMQ_DONTWAIT)
            let code = zmq_errno()
            guard count >= 0 else { return Result<Frame, ZeroMQError>.failure(ZeroMQError(code: code)) }
            return .success(Self.frame(of: message))
        }
        do throws(ZeroMQError) {
            return try outcome.get()
        } catch {
            if error.code == EAGAIN || error.code == EINTR { return nil }
            throw error
        }
    }

    private static func frame(of message: UnsafeMutablePointer<zmq_msg_t>) -> Frame {
        let bytes = UnsafeRawBufferPointer(start: zmq_msg_data(message), count: zmq_msg_size(message))
        let userID = zmq_msg_gets(message, Self.userIDProperty).map { String(cString: $0) }
        return Frame(
            bytes: Array(bytes), hasMore: zmq_msg_more(message) != 0, userID: userID,
            connection: zmq_msg_get(message, ZMQ_SRCFD))
    }

    /// Takes the next message, which must be one frame; a ROUTER's routing frame does not count.
    func receive(hasRoutingFrame: Bool) -> Reception {
        do throws(ZeroMQError) {
            guard var frame = try self.receiveFrame() else { return .nothing }
            var routing: [UInt8] = []
            if hasRoutingFrame {
                routing = frame.bytes
                guard frame.hasMore, let payload = try self.receiveFrame() else { return .multipart(frame) }
                frame = payload
            }
            guard frame.hasMore else { return .message(frame, routing: routing) }
            while let next = try self.receiveFrame(), next.hasMore {}
            return .multipart(frame)
        } catch {
            return .failed(error)
        }
    }

    /// Takes all frames of the next message, at most `limit` of them kept; nil where none waits.
    func receiveFrames(atMost limit: Int) throws(ZeroMQError) -> [[UInt8]]? {
        guard var frame = try self.receiveFrame() else { return nil }
        var frames = [frame.bytes]
        while frame.hasMore, let next = try self.receiveFrame() {
            frame = next
            if frames.count < limit { frames.append(frame.bytes) }
        }
        return frames
    }

    /// Hands a frame of `head` and `body` to libzmq without waiting.
    func send(head: [UInt8], body: [UInt8] = [], more: Bool = false) throws(ZeroMQError) {
        let raw = self.raw
        let code = withUnsafeTemporaryAllocation(of: zmq_msg_t.self, capacity: 1) { buffer -> Int32 in
            let message = buffer.baseAddress!
            guard zmq_msg_init_size(message, head.count + body.count) == 0 else { return ENOMEM }
            let space = UnsafeMutableRawBufferPointer(start: zmq_msg_data(message), count: head.count + body.count)
            space.copyBytes(from: head)
            UnsafeMutableRawBufferPointer(rebasing: space[head.count...]).copyBytes(from: body)
            let result = zmq_msg_send(message, raw, ZMQ_DONTWAIT | (more ? ZMQ_SNDMORE : 0))
            let code = zmq_errno()
            guard result < 0 else { return 0 }
            zmq_msg_close(message)
            return code
        }
        guard code == 0 else { throw ZeroMQError(code: code) }
    }
}
