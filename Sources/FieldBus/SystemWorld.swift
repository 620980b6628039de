public import Platform

/// The machine: CLOCK_MONOTONIC, serial ports and sockets.
public final class SystemWorld: BusWorld {
    private static let longestWait: Int64 = 3_600_000_000_000

    private let folders: SystemFolders

    public init(folders: SystemFolders = SystemFolders()) { self.folders = folders }

    public var now: Int64 { MonotonicClock.nanoseconds }

    public func sleep(until moment: Int64) { MonotonicClock.sleep(until: moment) }

    public func wait(until moment: Int64, wake: EventDescriptor) {
        _ = wake.wait(nanoseconds: min(moment - self.now, Self.longestWait))
    }

    public func open(_ configuration: BusConfiguration) throws(BusError) -> any BusPort {
        try SystemPort(configuration, self.folders)
    }

    public func watch(_ configuration: BusConfiguration) -> any PortWatch {
        guard let port = configuration.transport.serialPort else { return TimedPortWatch(self) }
        return SystemPortWatch(port, configuration.place, self.folders)
    }
}
