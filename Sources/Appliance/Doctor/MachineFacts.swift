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
        let manager = FileManager.default
        guard let attributes = try? manager.attributesOfItem(atPath: folder.path),
            let space = try? manager.attributesOfFileSystem(forPath: folder.path)
        else { return }
        func number(_ key: FileAttributeKey) -> UInt64? { (space[key] as? NSNumber)?.uint64Value }
        self.freeBytes = number(.systemFreeSize)
        self.totalBytes = number(.systemSize) ?? 0
        // Some file systems do not count files.
        if let nodes = number(.systemNodes), nodes > 0 { self.freeFiles = number(.systemFreeNodes) ?? .max }
        self.mode = (attributes[.posixPermissions] as? NSNumber)?.uint16Value ?? 0
        self.isWritable = access(folder.path, W_OK | X_OK) == 0
        self.isReadOnly = !self.isWritable && errno == EROFS
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
