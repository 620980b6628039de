public import Platform

/// Where a bus lives: the machine with its clock and ports, or a world of virtual time.
///
/// A bus asks for the time, waits, and opens its port only here, so that the same code can be driven through hours of
/// traffic in a second.
public protocol BusWorld: AnyObject, Sendable {
    /// Monotonic nanoseconds.
    var now: Int64 { get }

    /// Blocks the calling thread until `moment`.
    func sleep(until moment: Int64)

    /// Blocks the calling thread until `moment` or until `wake` is signalled.
    func wait(until moment: Int64, wake: EventDescriptor)

    func open(_ configuration: BusConfiguration) throws(BusError) -> any BusPort

    /// Watches for the port to come back; its ``open(_:)`` is tried as soon as it does.
    func watch(_ configuration: BusConfiguration) -> any PortWatch
}

extension BusWorld {
    /// Every attempt waits for its time.
    public func watch(_ configuration: BusConfiguration) -> any PortWatch { TimedPortWatch(self) }
}
