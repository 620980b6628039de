public import CPlatform

/// A value behind a pthread mutex.
///
/// Same shape as `Synchronization.Mutex`. That one parks on a futex in an uninstrumented library, which
/// ThreadSanitizer cannot follow; it understands pthread mutexes.
public final class Guarded<Value>: @unchecked Sendable {
    @usableFromInline let mutex: OpaquePointer
    @usableFromInline var value: Value

    public init(_ value: sending Value) {
        guard let mutex = gt_mutex_new() else { preconditionFailure("out of memory for a mutex") }
        self.mutex = mutex
        self.value = value
    }

    deinit { gt_mutex_free(self.mutex) }

    @inlinable
    public func withLock<Result, Failure: Error>(
        _ body: (inout sending Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        gt_mutex_lock(self.mutex)
        defer { gt_mutex_unlock(self.mutex) }
        return try body(&self.value)
    }
}
