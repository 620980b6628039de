import CPlatform
import Glibc
import Platform

/// Sees by inotify when the name of a serial port leads somewhere again, also to another node.
final class SystemPortWatch: PortWatch {
    /// How often a name is looked up where nothing tells of its changes, in nanoseconds.
    private static let lookNanoseconds: Int64 = 100_000_000
    /// Names change in swarms when an adapter comes: one look for all that changed in this time, in nanoseconds.
    private static let swarmNanoseconds: Int64 = 2_000_000

    private let port: SerialPortName
    private let place: BusPlace
    private let ports: SystemPorts
    private let names = NameWatch()
    private var noted: PortSight?

    init(_ port: SerialPortName, _ place: BusPlace, _ folders: SystemFolders) {
        self.port = port
        self.place = place
        self.ports = SystemPorts(folders: folders)
    }

    func note() { self.noted = self.sight }

    func wait(until moment: Int64, wake: EventDescriptor) -> Bool {
        while true {
            let isTold = self.names.works && self.names.watchFolders(of: self.watchedPath)
            let sight = self.sight
            if let sight, sight != self.noted {
                self.noted = sight
                return true
            }
            self.noted = sight
            let rest = moment - MonotonicClock.nanoseconds
            guard rest > 0 else { return false }
            let limit = isTold ? rest : min(rest, Self.lookNanoseconds)
            if isTold {
                if gt_wait_readable(self.names.descriptor, wake.descriptor, limit) == 1 {
                    MonotonicClock.sleep(until: MonotonicClock.nanoseconds + Self.swarmNanoseconds)
                    self.names.drain()
                }
            } else {
                _ = wake.wait(nanoseconds: limit)
            }
            if wake.wait(nanoseconds: 0) { return false }
        }
    }

    private var sight: PortSight? {
        (try? self.ports.path(of: self.port, self.place)).flatMap { PortSight(path: $0) }
    }

    /// A USB adapter comes under a name that nobody knows before, among the device files.
    private var watchedPath: String {
        switch self.port {
        case .path(let path): path
        case .usb: self.ports.path(of: "tty")
        }
    }
}
