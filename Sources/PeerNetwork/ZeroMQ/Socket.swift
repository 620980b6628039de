import CZeroMQ

/// One ZeroMQ socket. It belongs to one thread: that of the ``PollLoop`` that adopted it, which also closes it.
final class Socket {
    enum Kind {
        case publisher
        case subscriber
        case dealer
        case router
        case pair

        var code: Int32 {
            switch self {
            case .publisher: ZMQ_PUB
            case .subscriber: ZMQ_SUB
            case .dealer: ZMQ_DEALER
            case .router: ZMQ_ROUTER
            case .pair: ZMQ_PAIR
            }
        }
    }

    let raw: UnsafeMutableRawPointer
    private(set) var isOpen = true
    private var isMonitored = false

    init(_ kind: Kind, in context: ZeroMQContext) throws(ZeroMQError) {
        let raw = zmq_socket(context.raw, kind.code)
        let code = zmq_errno()
        guard let raw else { throw ZeroMQError(code: code) }
        self.raw = raw
        try self.set(ZMQ_LINGER, 0)
    }

    deinit { self.close() }

    func close() {
        guard self.isOpen else { return }
        self.stopMonitoring()
        self.isOpen = false
        zmq_close(self.raw)
    }

    /// Has libzmq report the `events` of this socket's connections to the PAIR socket that connects to `endpoint`.
    func startMonitoring(_ events: Int32, to endpoint: String) throws(ZeroMQError) {
        let raw = self.raw
        try zmqChecked { zmq_socket_monitor(raw, endpoint, events) }
        self.isMonitored = true
    }

    /// Must come before the PAIR socket closes: libzmq's I/O thread, and with it every connection of the process, would
    /// wait for a reader of its next report for ever.
    func stopMonitoring() {
        guard self.isOpen, self.isMonitored else { return }
        self.isMonitored = false
        zmq_socket_monitor(self.raw, nil, 0)
    }

    func set(_ option: Int32, _ value: Int32) throws(ZeroMQError) {
        let raw = self.raw
        var value = value
        try zmqChecked { zmq_setsockopt(raw, option, &value, MemoryLayout<Int32>.size) }
    }

    func set(_ option: Int32, wide value: Int64) throws(ZeroMQError) {
        let raw = self.raw
        var value = value
        try zmqChecked { zmq_setsockopt(raw, option, &value, MemoryLayout<Int64>.size) }
    }

    func set(_ option: Int32, _ bytes: [UInt8]) throws(ZeroMQError) {
        let raw = self.raw
        try zmqChecked { zmq_setsockopt(raw, option, bytes, bytes.count) }
    }

    func bind(_ endpoint: String) throws(ZeroMQError) {
        let raw = self.raw
        try zmqChecked { zmq_bind(raw, endpoint) }
    }

    func unbind(_ endpoint: String) throws(ZeroMQError) {
        let raw = self.raw
        try zmqChecked { zmq_unbind(raw, endpoint) }
    }

    func connect(_ endpoint: String) throws(ZeroMQError) {
        let raw = self.raw
        try zmqChecked { zmq_connect(raw, endpoint) }
    }

    /// What the last `bind` made of its wildcards.
    func lastEndpoint() throws(ZeroMQError) -> String {
        let raw = self.raw
        var buffer = [UInt8](repeating: 0, count: 512)
        var size = buffer.count
        try zmqChecked { zmq_getsockopt(raw, ZMQ_LAST_ENDPOINT, &buffer, &size) }
        return String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
    }
}
