import Platform

/// The machine: CLOCK_MONOTONIC, serial ports and sockets.
final class SystemWorld: BusWorld {
    private static let longestWait: Int64 = 3_600_000_000_000

    var now: Int64 { MonotonicClock.nanoseconds }

    func sleep(until moment: Int64) { MonotonicClock.sleep(until: moment) }

    func wait(until moment: Int64, wake: EventDescriptor) {
        _ = wake.wait(nanoseconds: min(moment - self.now, Self.longestWait))
    }

    func open(_ configuration: BusConfiguration) throws(BusError) -> any BusPort { try SystemPort(configuration) }
}
