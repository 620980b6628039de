import CZeroMQ

/// What a monitor's event means to us.
enum ConnectionEvent {
    /// The transport is up on this descriptor, and the handshake begins.
    case opened(Int32)
    /// Both ends proved their keys.
    case authenticated
    case lost(Int32)
    case failed(HandshakeFailure)
    /// libzmq tries to connect.
    case trying
    /// A descriptor without a connection closed: on servers the listener's.
    case listenerClosed

    /// Nil for what we need not know.
    init?(_ event: SocketMonitor.Event) {
        switch event.code {
        case ZMQ_EVENT_ACCEPTED, ZMQ_EVENT_CONNECTED: self = .opened(event.value)
        case ZMQ_EVENT_HANDSHAKE_SUCCEEDED: self = .authenticated
        case ZMQ_EVENT_DISCONNECTED: self = .lost(event.value)
        case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH: self = .failed(.denied(status: event.value))
        case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL: self = .failed(.protocolError(code: event.value))
        case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL: self = .failed(.aborted(code: event.value))
        case ZMQ_EVENT_CONNECT_DELAYED, ZMQ_EVENT_CONNECT_RETRIED: self = .trying
        case ZMQ_EVENT_CLOSED, ZMQ_EVENT_CLOSE_FAILED: self = .listenerClosed
        default: return nil
        }
    }
}
