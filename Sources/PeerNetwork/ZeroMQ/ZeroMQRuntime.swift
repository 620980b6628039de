import Platform

/// What all networks of the process share: the context and the authentication handler in it.
struct ZeroMQRuntime: Sendable {
    let context: ZeroMQContext
    let handler: ZAPHandler

    private static let shared = Guarded(Parts())

    private struct Parts {
        var context: ZeroMQContext?
        var runtime: ZeroMQRuntime?
    }

    /// The runtime of this process. A failure, as for lack of descriptors, is not final: the next call tries again.
    static func ofProcess() throws(PeerNetworkError) -> ZeroMQRuntime {
        try Self.shared.withLock { (parts) throws(PeerNetworkError) -> ZeroMQRuntime in
            if let runtime = parts.runtime { return runtime }
            // A context that has no handler yet is kept: there must never be a second one.
            let context: ZeroMQContext
            if let kept = parts.context { context = kept } else { context = try Self.makeContext() }
            parts.context = context
            let runtime = ZeroMQRuntime(context: context, handler: try ZAPHandler(in: context))
            parts.runtime = runtime
            return runtime
        }
    }

    private static func makeContext() throws(PeerNetworkError) -> ZeroMQContext {
        do throws(ZeroMQError) {
            return try ZeroMQContext()
        } catch {
            throw .system(action: "cannot create the ZeroMQ context", reason: error.reason)
        }
    }
}
