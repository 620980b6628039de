public import Platform

/// Waits for a lost port to come back. Used by one thread.
public protocol PortWatch: AnyObject {
    /// Keeps in mind how the port looks now, before an attempt to open it.
    func note()

    /// Blocks until the port looks other than it did when it was noted, `moment` passes, or `wake` is signalled.
    ///
    /// - Returns: true where the port is there and another attempt is worth it.
    func wait(until moment: Int64, wake: EventDescriptor) -> Bool
}

/// Knows nothing of the port: every attempt to open it waits for its time.
final class TimedPortWatch: PortWatch {
    private let world: any BusWorld

    init(_ world: any BusWorld) { self.world = world }

    func note() {}

    func wait(until moment: Int64, wake: EventDescriptor) -> Bool {
        self.world.wait(until: moment, wake: wake)
        return false
    }
}
