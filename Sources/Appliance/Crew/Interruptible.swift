import Platform

/// Work that Control-C cancels.
enum Interruptible {
    /// Runs `work` in a task that the first SIGINT or SIGTERM cancels, after `onRequest`.
    static func run<Result: Sendable>(
        onRequest: @escaping @Sendable () -> Void, work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let task = Guarded<Task<Result, any Error>?>(nil)
        let interruption = CrewInterruption {
            onRequest()
            task.withLock { $0 }?.cancel()
        }
        let running = Task { try await work() }
        task.withLock { $0 = running }
        // It may have come before there was a task.
        if interruption.isRequested { running.cancel() }
        defer { withExtendedLifetime(interruption) {} }
        return try await running.value
    }
}
