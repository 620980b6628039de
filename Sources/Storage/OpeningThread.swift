internal import Platform

/// Runs blocking work on a store's thread before the store exists.
actor OpeningThread {
    private let executor: ThreadExecutor

    nonisolated var unownedExecutor: UnownedSerialExecutor { self.executor.asUnownedSerialExecutor() }

    init(_ executor: ThreadExecutor) { self.executor = executor }

    func run<Value: Sendable>(_ body: @Sendable () throws(StorageError) -> Value) throws(StorageError) -> Value {
        try body()
    }
}
