import Dispatch
import Glibc
import Platform

/// Control-C for tools on a line: the exchange under way is finished, and what was found is printed.
public final class CrewInterruption {
    private let isAsked = Guarded(false)
    private let sources: [any DispatchSourceSignal]

    /// Takes SIGINT and SIGTERM until the process ends; a second Control-C ends it at once.
    ///
    /// - Parameter onRequest: called at the first one.
    public init(onRequest: @escaping @Sendable () -> Void = {}) {
        let queue = DispatchQueue(label: "crew-interruption")
        self.sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            return DispatchSource.makeSignalSource(signal: number, queue: queue)
        }
        let flag = self.isAsked
        for source in self.sources {
            source.setEventHandler {
                let isSecond = flag.withLock { asked in
                    defer { asked = true }
                    return asked
                }
                if isSecond { _exit(130) }
                onRequest()
            }
            source.resume()
        }
    }

    public var isRequested: Bool { self.isAsked.withLock { $0 } }
}
