import Glibc
import Platform

/// Control-C for tools on a line: the exchange under way is finished, and what was found is printed.
public final class CrewInterruption: Sendable {
    private struct State {
        var isAsked = false
        var nextID = 0
        var waiting: [Int: @Sendable () -> Void] = [:]
    }

    /// Of the process: what was asked before a tool began is asked of the tool too.
    private static let state = Guarded(State())
    private static let isCatching: Bool = {
        do throws(SystemError) {
            try Interruptions.take { CrewInterruption.taken() }
            return true
        } catch {
            // Then Control-C ends the process as it does any other.
            return false
        }
    }()

    private let id: Int

    /// Takes SIGINT and SIGTERM until the process ends; a second Control-C ends it at once.
    ///
    /// - Parameter onRequest: called at the first one, while this object lives.
    public init(onRequest: @escaping @Sendable () -> Void = {}) {
        self.id = Self.state.withLock { state in
            state.nextID += 1
            state.waiting[state.nextID] = onRequest
            return state.nextID
        }
        guard Self.isCatching, self.isRequested else { return }
        onRequest()
    }

    deinit { Self.state.withLock { _ = $0.waiting.removeValue(forKey: self.id) } }

    public var isRequested: Bool { Self.state.withLock { $0.isAsked } }

    private static func taken() {
        let waiting: [@Sendable () -> Void]? = self.state.withLock { state in
            guard !state.isAsked else { return nil }
            state.isAsked = true
            return Array(state.waiting.values)
        }
        guard let waiting else { _exit(130) }
        waiting.forEach { $0() }
    }
}
