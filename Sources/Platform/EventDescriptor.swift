import CPlatform
import Glibc

/// An eventfd: wakes a thread that waits in `poll`.
public final class EventDescriptor: Sendable {
    /// The descriptor, for `poll`; readable while a signal is pending.
    public let descriptor: Int32

    public init() throws(SystemError) { self.descriptor = try checked("eventfd") { gt_eventfd() } }

    deinit { close(self.descriptor) }

    /// Makes the descriptor readable; any thread may call it.
    public func signal() { _ = gt_eventfd_signal(self.descriptor) }

    /// Blocks until a signal is pending, for `nanoseconds` at most; true where one is.
    public func wait(nanoseconds: Int64) -> Bool { gt_wait_readable(self.descriptor, -1, max(0, nanoseconds)) == 1 }

    /// Takes all pending signals back.
    public func drain() { _ = gt_eventfd_drain(self.descriptor) }
}
