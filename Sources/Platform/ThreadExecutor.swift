import CPlatform
import Dispatch

/// A serial executor which owns one operating-system thread.
///
/// Give an instance to an actor as its `unownedExecutor`; every job of the actor then runs on this one thread, and a
/// blocking C call in it stalls that actor only, never the cooperative pool.
///
/// The thread ends after the executor's last reference goes away; queued jobs are run first.
public final class ThreadExecutor: SerialExecutor {
    private let queue: JobQueue

    /// - Parameter name: name of the thread as `ps -L` shows it; the kernel keeps 15 bytes.
    public init(name: String) {
        let queue = JobQueue()
        self.queue = queue
        startThread(name: name) { queue.run() }
    }

    deinit { self.queue.close() }

    public func enqueue(_ job: consuming ExecutorJob) {
        self.queue.push(UnownedJob(job), executor: self.asUnownedSerialExecutor())
    }

    public func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

    public func isIsolatingCurrentContext() -> Bool? { self.queue.isCurrentThread }

    public func checkIsolated() {
        precondition(self.queue.isCurrentThread, "not on the thread of this executor")
    }
}

/// The queue between the callers of ``ThreadExecutor`` and its thread.
private final class JobQueue: Sendable {
    private struct State {
        var jobs: [(UnownedJob, UnownedSerialExecutor)] = []
        var isClosed = false
        var thread: Int32?
    }

    private let state = Guarded(State())
    private let wakeup = DispatchSemaphore(value: 0)

    var isCurrentThread: Bool { self.state.withLock { $0.thread == gt_thread_id() } }

    func push(_ job: UnownedJob, executor: UnownedSerialExecutor) {
        let wasEmpty = self.state.withLock { state in
            state.jobs.append((job, executor))
            return state.jobs.count == 1
        }
        if wasEmpty { self.wakeup.signal() }
    }

    func close() {
        self.state.withLock { $0.isClosed = true }
        self.wakeup.signal()
    }

    func run() {
        self.state.withLock { $0.thread = gt_thread_id() }
        while true {
            let (jobs, isClosed) = self.state.withLock { state in
                defer { state.jobs.removeAll(keepingCapacity: true) }
                return (state.jobs, state.isClosed)
            }
            for (job, executor) in jobs { job.runSynchronously(on: executor) }
            guard jobs.isEmpty else { continue }
            if isClosed { return }
            self.wakeup.wait()
        }
    }
}

/// Starts a detached thread which runs `body` once.
///
/// - Parameter name: name of the thread; the kernel keeps 15 bytes.
public func startThread(name: String, _ body: @escaping @Sendable () -> Void) {
    let box = Unmanaged.passRetained(ThreadBody(body))
    let code = gt_thread_start(
        name, 1024 * 1024, { Unmanaged<ThreadBody>.fromOpaque($0!).takeRetainedValue().body() }, box.toOpaque())
    precondition(code == 0, "cannot start a thread: error \(-code)")
}

private final class ThreadBody: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}
