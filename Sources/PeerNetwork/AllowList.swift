import Identity
import Platform

/// The keys that one ``PeerNetwork`` admits; the ZAP thread reads it, the network's thread writes it.
final class AllowList: Sendable {
    private struct State {
        var keys: Set<CurvePublicKey>
        /// The keys by the `User-Id` that ZAP gives them.
        var names: [String: CurvePublicKey]
        /// Keys that were admitted to the sockets that are open now.
        var admitted: Set<CurvePublicKey> = []
    }

    private let state: Guarded<State>

    init(_ keys: Set<CurvePublicKey>) { self.state = Guarded(State(keys: keys, names: Self.names(of: keys))) }

    func contains(_ key: CurvePublicKey) -> Bool { self.state.withLock { $0.keys.contains(key) } }

    /// The key that ZAP named so, if it is allowed still.
    func key(userID: String) -> CurvePublicKey? { self.state.withLock { $0.names[userID] } }

    /// Judges a handshake. From then on the key counts as connected.
    func admit(_ key: CurvePublicKey) -> Bool {
        self.state.withLock { state in
            guard state.keys.contains(key) else { return false }
            state.admitted.insert(key)
            return true
        }
    }

    /// Puts `keys` in force for every handshake from now on.
    ///
    /// - Returns: the keys that are gone, and whether one of them may hold a connection.
    func replace(with keys: Set<CurvePublicKey>) -> (removed: Set<CurvePublicKey>, mayBeConnected: Bool) {
        self.state.withLock { state in
            let removed = state.keys.subtracting(keys)
            state.keys = keys
            state.names = Self.names(of: keys)
            return (removed, !removed.isDisjoint(with: state.admitted))
        }
    }

    /// All connections were closed.
    func forgetConnections() { self.state.withLock { $0.admitted = [] } }

    private static func names(of keys: Set<CurvePublicKey>) -> [String: CurvePublicKey] {
        Dictionary(keys.map { ($0.z85, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
