import CZeroMQ

/// Reads what libzmq reports about the connections of one socket; on the same thread as that socket.
final class SocketMonitor {
    struct Event {
        let code: Int32
        /// A descriptor, error number, status or protocol error, as the code says.
        let value: Int32
        let endpoint: String
    }

    /// The PAIR socket to poll.
    let socket: Socket

    private static let codes =
        ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_CONNECTED | ZMQ_EVENT_CONNECT_DELAYED | ZMQ_EVENT_CONNECT_RETRIED
        | ZMQ_EVENT_CLOSED
        | ZMQ_EVENT_CLOSE_FAILED | ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_HANDSHAKE_SUCCEEDED
        | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH

    /// libzmq's I/O thread blocks where this queue is full, so it holds what no stall of ours should reach.
    private static let queue: Int32 = 100_000

    init(of observed: Socket, in context: ZeroMQContext) throws(ZeroMQError) {
        let endpoint = "inproc://gridtally.monitor.\(context.nextSerial())"
        // The reader first, so that no report is ever without one.
        self.socket = try Socket(.pair, in: context)
        try self.socket.set(ZMQ_RCVHWM, Self.queue)
        try self.socket.connect(endpoint)
        try observed.startMonitoring(Self.codes, to: endpoint)
    }

    /// Takes the next event; nil where none waits.
    func next() throws(ZeroMQError) -> Event? {
        while let frames = try self.socket.receiveFrames(atMost: 2) {
            // Frame 1: 16-bit event, 32-bit value, both in host order and unaligned. Frame 2: the endpoint.
            guard frames.count == 2, frames[0].count == 6 else { continue }
            let (code, value) = frames[0].withUnsafeBytes {
                ($0.loadUnaligned(as: UInt16.self), $0.loadUnaligned(fromByteOffset: 2, as: UInt32.self))
            }
            return Event(
                code: Int32(code), value: Int32(bitPattern: value), endpoint: String(decoding: frames[1], as: UTF8.self)
            )
        }
        return nil
    }
}
