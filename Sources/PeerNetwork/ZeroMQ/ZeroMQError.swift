import CZeroMQ

/// An error number of libzmq.
struct ZeroMQError: Error, Equatable, Sendable {
    let code: Int32

    var reason: String { String(cString: zmq_strerror(self.code)) }
}

/// Runs a libzmq call and reads its error number on the next statement, before anything else can change it.
@inline(__always) @discardableResult
func zmqChecked(_ call: () -> Int32) throws(ZeroMQError) -> Int32 {
    let result = call()
    let code = zmq_errno()
    guard result >= 0 else { throw ZeroMQError(code: code) }
    return result
}
