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

    /// Takes all pending signals back.
    public func drain() { _ = gt_eventfd_drain(self.descriptor) }
}
