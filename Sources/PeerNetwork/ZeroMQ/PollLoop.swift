import CZeroMQ
import Glibc
import Platform

/// The thread that owns ZeroMQ sockets: it alternates between an actor's jobs, ready sockets and one timer.
///
/// An eventfd, which `zmq_poll` takes beside its own sockets, wakes it for new jobs. The loop keeps every adopted socket
/// until it is released or the loop ends, so that all of them close on this thread, whoever lets go of the rest.
final class PollLoop: @unchecked Sendable {  // `shared` is locked, all else belongs to the thread
    private struct Job {
        let job: UnownedJob
        /// Strong, so that the executor outlives the jobs that run on it.
        let executor: PollExecutor
    }

    private struct Shared {
        var jobs: [Job] = []
        var isClosed = false
        var thread: pthread_t?
    }

    private struct Entry {
        let socket: Socket
        let onReadable: (() -> Void)?
    }

    private let shared = Guarded(Shared())
    private let wakeup: EventDescriptor
    private var entries: [Entry] = []
    private var items: [zmq_pollitem_t] = []
    /// Called once the moment given to ``wake(at:)`` has come.
    var onTimer: (() -> Void)?
    private var timer: Int64?

    init() throws(SystemError) {
        self.wakeup = try EventDescriptor()
        self.items.append(
            zmq_pollitem_t(socket: nil, fd: self.wakeup.descriptor, events: Int16(ZMQ_POLLIN), revents: 0))
    }

    /// Starts the thread; sockets adopted before go over to it.
    func start(name: String) { startThread(name: name) { self.run() } }

    var isCurrentThread: Bool {
        self.shared.withLock { shared in
            guard let thread = shared.thread else { return false }
            return pthread_equal(thread, pthread_self()) != 0
        }
    }

    func push(_ job: UnownedJob, executor: PollExecutor) {
        let wasEmpty = self.shared.withLock { shared in
            shared.jobs.append(Job(job: job, executor: executor))
            return shared.jobs.count == 1
        }
        if wasEmpty { self.wakeup.signal() }
    }

    /// Ends the thread after the queued jobs; it closes what sockets it still has.
    func close() {
        self.shared.withLock { $0.isClosed = true }
        self.wakeup.signal()
    }

    // MARK: On the thread

    /// Takes `socket` over, and calls `onReadable` whenever it has something to receive.
    func adopt(_ socket: Socket, onReadable: (() -> Void)? = nil) {
        let events = onReadable == nil ? 0 : Int16(ZMQ_POLLIN)
        self.entries.append(Entry(socket: socket, onReadable: onReadable))
        self.items.append(zmq_pollitem_t(socket: socket.raw, fd: 0, events: events, revents: 0))
    }

    /// Forgets and closes `socket`.
    func release(_ socket: Socket) {
        if let index = self.entries.firstIndex(where: { $0.socket === socket }) {
            self.entries.remove(at: index)
            self.items.remove(at: index + 1)
        }
        socket.close()
    }

    /// Sets the moment, in monotonic nanoseconds, at which ``onTimer`` is called; nil for never.
    func wake(at moment: Int64?) { self.timer = moment }

    private func run() {
        self.shared.withLock { $0.thread = pthread_self() }
        while self.runJobs() {
            self.fireTimer()
            self.poll()
        }
        self.onTimer = nil
        self.items.removeAll()
        // In order of adoption: each socket before the monitor that reads its last reports.
        for entry in self.entries { entry.socket.close() }
        self.entries.removeAll()
        self.shared.withLock { $0.thread = nil }
    }

    /// False when the loop is closed and nothing is left to run.
    private func runJobs() -> Bool {
        let (jobs, isClosed) = self.shared.withLock { shared in
            defer { shared.jobs = [] }
            return (shared.jobs, shared.isClosed)
        }
        for job in jobs { job.job.runSynchronously(on: job.executor.asUnownedSerialExecutor()) }
        return !(jobs.isEmpty && isClosed)
    }

    private func fireTimer() {
        guard let timer = self.timer, timer <= MonotonicClock.nanoseconds else { return }
        self.timer = nil
        self.onTimer?()
    }

    private func poll() {
        let count = zmq_poll(&self.items, Int32(self.items.count), self.waitMilliseconds)
        let code = zmq_errno()
        guard count >= 0 else {
            // Anything else would be a closed socket in `items`: a fault of this file, which no input can cause.
            precondition(code == EINTR, "zmq_poll: error \(code)")
            return
        }
        if self.items[0].revents != 0 { self.wakeup.drain() }
        let ready = zip(self.entries, self.items.dropFirst()).filter { $0.1.revents & Int16(ZMQ_POLLIN) != 0 }
        for (entry, _) in ready where entry.socket.isOpen { entry.onReadable?() }
    }

    /// Until the timer, rounded up; -1 where there is none.
    private var waitMilliseconds: Int {
        guard let timer = self.timer else { return -1 }
        return Int(max(0, timer - MonotonicClock.nanoseconds + 999_999) / 1_000_000)
    }
}
