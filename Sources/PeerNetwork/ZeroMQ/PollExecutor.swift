import Platform

/// A serial executor whose thread also polls ZeroMQ sockets.
///
/// The sockets are not thread-safe; as only this thread runs the actor, they are safe as plain actor state. The thread
/// ends, and closes what sockets are left, after the executor's last reference goes away.
final class PollExecutor: SerialExecutor {
    /// Only from the thread of this executor, but for `isCurrentThread`.
    let loop: PollLoop

    /// - Parameter name: name of the thread; the kernel keeps 15 bytes.
    init(name: String) throws(SystemError) {
        self.loop = try PollLoop()
        self.loop.start(name: name)
    }

    deinit { self.loop.close() }

    func enqueue(_ job: consuming ExecutorJob) { self.loop.push(UnownedJob(job), executor: self) }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

    func isIsolatingCurrentContext() -> Bool? { self.loop.isCurrentThread }

    func checkIsolated() { precondition(self.loop.isCurrentThread, "not on the thread of this executor") }
}
