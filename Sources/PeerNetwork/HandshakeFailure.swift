/// Why a connection was not authenticated.
public enum HandshakeFailure: Hashable, Sendable, CustomStringConvertible {
    /// The server's allow-list does not hold the client's key (ZAP status 300, 400 or 500).
    case denied(status: Int32)
    /// The other end spoke another mechanism, or its boxes did not open: libzmq's `ZMQ_PROTOCOL_ERROR_…`.
    case protocolError(code: Int32)
    /// The connection ended or timed out during the handshake (errno): so a wrong server key shows at the client.
    case aborted(code: Int32)

    public var description: String {
        switch self {
        case .denied(let status): "denied by the allow-list (status \(status))"
        case .protocolError(let code): "protocol error 0x\(String(code, radix: 16))"
        case .aborted(let code): "ended during the handshake (error \(code))"
        }
    }
}
