public import Identity

/// Why the network could not do something, where, and what to do next.
public enum PeerNetworkError: Error, Hashable, Sendable, CustomStringConvertible {
    case badEndpoint(String, reason: String)
    case badConfiguration(String)
    case endpointInUse(String)
    case cannotBind(endpoint: String, reason: String)
    case cannotConnect(endpoint: String, reason: String)
    /// The system or libzmq refused a socket, an option or a descriptor.
    case system(action: String, reason: String)
    case alreadyStarted
    case notRunning
    /// The key is not among the configured peers.
    case unknownPeer(CurvePublicKey)
    /// The key was taken off the allow-list.
    case notAllowed(CurvePublicKey)
    /// No authenticated connection to the peer, or it broke before the answer came.
    case peerDown(CurvePublicKey, endpoint: String)
    case timedOut(CurvePublicKey, after: Duration)
    /// The peer answered that it does not serve the request.
    case refused(CurvePublicKey, Refusal)
    case tooManyRequests(CurvePublicKey, limit: Int)
    case messageTooLarge(bytes: Int, limit: Int)
    case cancelled

    public var description: String {
        switch self {
        case .badEndpoint(let endpoint, let reason):
            "endpoint \(endpoint) is not usable: \(reason); write it as tcp://HOST:PORT or ipc://PATH"
        case .badConfiguration(let what):
            "network configuration: \(what)"
        case .endpointInUse(let endpoint):
            "endpoint \(endpoint) is in use; stop the other program (`ss -ltnp` names it) or configure another port"
        case .cannotBind(let endpoint, let reason):
            "cannot listen at \(endpoint): \(reason); use an address of this machine (`ip address` lists them), "
                + "or * for all of them"
        case .cannotConnect(let endpoint, let reason):
            "cannot connect to \(endpoint): \(reason); check the peer's endpoint in the configuration"
        case .system(let action, let reason):
            "\(action): \(reason); check the limits on descriptors and memory of the service"
        case .alreadyStarted: "the network was started before; start it once, and make a new one after a shutdown"
        case .notRunning: "the network does not run; start it first, or make a new one after a shutdown"
        case .unknownPeer, .notAllowed, .peerDown, .timedOut, .refused, .tooManyRequests, .messageTooLarge, .cancelled:
            self.requestDescription
        }
    }

    private var requestDescription: String {
        switch self {
        case .unknownPeer(let key): "\(key.z85) is no configured peer; add its address to the configuration"
        case .notAllowed(let key): "\(key.z85) is not allowed any more; ask a peer that is"
        case .peerDown(let key, let endpoint):
            "no authenticated link to \(key.z85) at \(endpoint); it is retried; ask another peer meanwhile"
        case .timedOut(let key, let limit): "\(key.z85) did not answer within \(limit); ask again, or another peer"
        case .refused(let key, let refusal): "\(key.z85) refused the request: \(refusal)"
        case .tooManyRequests(let key, let limit):
            "\(limit) requests to \(key.z85) wait for answers; wait for one of them before the next"
        case .messageTooLarge(let bytes, let limit): "message of \(bytes) bytes is over the limit of \(limit); split it"
        case .cancelled: "the request was cancelled by its task"
        default: "network error"
        }
    }
}
