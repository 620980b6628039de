/// One received frame, copied out of libzmq.
struct Frame {
    let bytes: [UInt8]
    let hasMore: Bool
    /// What the ZAP handler called the sender; only server sockets have it.
    let userID: String?
    /// Descriptor of the connection it came by; -1 where there is none.
    let connection: Int32
}

/// A try to receive a message of one frame.
enum Reception {
    case nothing
    case message(Frame, routing: [UInt8])
    /// A message of several frames, thrown away; `last` is its first frame after any routing frame.
    case multipart(Frame)
    case failed(ZeroMQError)
}
