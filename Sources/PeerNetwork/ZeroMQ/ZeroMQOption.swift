import CZeroMQ

/// Socket options that single channels set; the C module stays in this folder.
enum ZeroMQOption {
    /// A reply to a connection that is gone or full is an error instead of silence.
    static let routerMandatory = ZMQ_ROUTER_MANDATORY
    /// Nothing is queued for a peer that is not connected.
    static let immediate = ZMQ_IMMEDIATE
    static let subscribe = ZMQ_SUBSCRIBE
    static let unsubscribe = ZMQ_UNSUBSCRIBE
}
