import Glibc

/// What is found under a port's name: another one as soon as it leads elsewhere, was made anew, or may be opened now.
struct PortSight: Hashable {
    private let device: UInt64
    private let node: UInt64
    private let number: UInt64
    private let mode: UInt32
    private let owner: UInt32
    private let group: UInt32
    private let changedSeconds: Int
    private let changedNanoseconds: Int

    /// Nil where nothing is there. Links are followed.
    init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        self.device = UInt64(status.st_dev)
        self.node = UInt64(status.st_ino)
        self.number = UInt64(status.st_rdev)
        self.mode = status.st_mode
        self.owner = status.st_uid
        self.group = status.st_gid
        self.changedSeconds = status.st_ctim.tv_sec
        self.changedNanoseconds = status.st_ctim.tv_nsec
    }

    /// The node that is open as `descriptor`.
    init?(descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    /// The same node, whoever may use it.
    func isSameNode(as other: PortSight) -> Bool {
        self.device == other.device && self.node == other.node && self.number == other.number
    }
}
