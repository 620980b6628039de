import FieldBus
import Foundation
import Glibc
import Platform

/// Where data lie, and how much room there is.
struct DiskFacts: Sendable {
    var path: String
    /// Nil where nothing is there.
    var freeBytes: UInt64?
    var totalBytes: UInt64 = 0
    var freeFiles: UInt64 = .max
    var isReadOnly = false
    var isWritable = false
    /// Permission bits.
    var mode: UInt16 = 0

    init(path: String, freeBytes: UInt64? = nil) { (self.path, self.freeBytes) = (path, freeBytes) }

    /// Looks at a folder of this machine.
    init(of folder: URL) {
        self.path = folder.path
        var space = statvfs()
        var status = stat()
        guard stat(folder.path, &status) == 0, statvfs(folder.path, &space) == 0 else { return }
        self.freeBytes = UInt64(space.f_bavail) * UInt64(space.f_frsize)
        self.totalBytes = UInt64(space.f_blocks) * UInt64(space.f_frsize)
        // Some file systems do not count files.
        if space.f_files > 0 { self.freeFiles = UInt64(space.f_favail) }
        self.isReadOnly = space.f_flag & UInt(ST_RDONLY) != 0
        self.isWritable = access(folder.path, W_OK | X_OK) == 0
        self.mode = UInt16(status.st_mode & 0o777)
    }
}

/// What the machine says of time.
struct ClockFacts: Sendable {
    /// The kernel's clock is disciplined by a time service.
    var isSynchronised: Bool
    /// Seconds since 1970.
    var systemSeconds: Int64
    /// The battery-backed clock; nil on a board without one.
    var hardwareSeconds: Int64?

    init(isSynchronised: Bool, systemSeconds: Int64, hardwareSeconds: Int64?) {
        self.isSynchronised = isSynchronised
        self.systemSeconds = systemSeconds
        self.hardwareSeconds = hardwareSeconds
    }

    /// This machine's, now.
    init() {
        self.init(
            isSynchronised: SystemClock.isSynchronised, systemSeconds: RealtimeClock.nanoseconds / 1_000_000_000,
            hardwareSeconds: SystemClock.hardwareSeconds)
    }
}

/// A serial port of the configuration.
struct PortFacts: Sendable {
    struct Holder: Hashable, Sendable {
        var process: Int32
        var name: String
    }

    var bus: String
    var path: String
    var exists = false
    var isDevice = false
    var mayOpen = false
    /// Processes that have it open, as far as this user may see.
    var holders: [Holder] = []

    init(bus: String, path: String) { (self.bus, self.path) = (bus, path) }

    /// Looks without opening it: that would move its modem lines.
    init(of path: String, bus: String) {
        self.init(bus: bus, path: path)
        var status = stat()
        guard stat(path, &status) == 0 else { return }
        self.exists = true
        self.isDevice = status.st_mode & S_IFMT == S_IFCHR
        self.mayOpen = access(path, R_OK | W_OK) == 0
        self.holders = Self.holders(of: URL(fileURLWithPath: path).resolvingSymlinksInPath().path)
    }

    private static func holders(of path: String) -> [Holder] {
        let manager = FileManager.default
        let processes = (try? manager.contentsOfDirectory(atPath: "/proc"))?.compactMap { Int32($0) } ?? []
        return processes.compactMap { process in
            let folder = "/proc/\(process)/fd"
            let open = (try? manager.contentsOfDirectory(atPath: folder)) ?? []
            guard open.contains(where: { (try? manager.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")) == path })
            else { return nil }
            let name = (try? String(contentsOfFile: "/proc/\(process)/comm", encoding: .utf8)) ?? "?"
            return Holder(process: process, name: name.trimmingCharacters(in: .whitespacesAndNewlines))
        }.sorted { $0.process < $1.process }
    }
}
