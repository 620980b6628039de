/// What a person has to know of a relay.
public enum RelayAlarm: Hashable, Sendable {
    case locked(RelayLock, detail: String)
    /// Something is not declared, so that the relay is never driven.
    case undeclared(String)
    /// A supply that may be connected is not, because of safety tags or a lock.
    case reconnectBlocked(ReconnectAuthority, reason: String)
    /// What blocked it is gone. Nothing moves by itself: confirm by giving the authority again.
    case reconnectAwaitsConfirmation(ReconnectAuthority)
    /// A trip was under way when the right to it ended; the supply is being closed again.
    case racedTrip(ReconnectAuthority)
}

extension RelayAlarm: CustomStringConvertible {
    public var description: String {
        switch self {
        case .locked(let lock, let detail):
            "switching locked: \(lock) (\(detail)); send a crew, then clear the lock"
        case .undeclared(let what):
            "the relay is never driven: \(what) is not declared; complete its profile or pair it"
        case .reconnectBlocked(let authority, let reason): "cannot reconnect (\(authority)): \(reason)"
        case .reconnectAwaitsConfirmation(let authority):
            "may be reconnected (\(authority)), the hindrance is gone: confirm it, nothing moves by itself"
        case .racedTrip(let authority): "tripped while \(authority) came: reconnecting at once, tell the consumer"
        }
    }
}
