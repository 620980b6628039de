import Glibc
import Platform

/// Control-C during a setup: between questions it ends the program at once, during work on a line after the exchange under
/// way, and while files are written not at all.
final class SetupStop: Sendable {
    /// As of a program that SIGINT ended.
    private static let code: Int32 = 130

    private let mayEnd: Guarded<Bool>
    private let interruption: CrewInterruption

    init() {
        let mayEnd = Guarded(true)
        self.mayEnd = mayEnd
        self.interruption = CrewInterruption {
            guard mayEnd.withLock({ $0 }) else { return }
            CrewNote.say("\(SetupProblem.stopped)")
            _exit(Self.code)
        }
    }

    var isRequested: Bool { self.interruption.isRequested }

    /// From here on everything is finished.
    func hold() { self.mayEnd.withLock { $0 = false } }

    /// Does work that looks at ``isRequested`` itself.
    func holding<Result>(_ work: () async throws -> Result) async throws -> Result {
        self.mayEnd.withLock { $0 = false }
        defer { self.mayEnd.withLock { $0 = true } }
        let result = try await work()
        if self.isRequested { throw SetupProblem.stopped }
        return result
    }
}
