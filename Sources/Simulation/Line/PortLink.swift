internal import Glibc
internal import Platform
internal import StrictYAML

/// The symbolic link by which clients find a pseudo-terminal.
struct PortLink: Sendable {
    let path: String
    let target: String

    /// Makes the link, or points one that is there to the new port in one step; nothing but a link is replaced.
    init(path: String, target: String, place: YAMLLocation) throws(SimulationError) {
        var status = stat()
        if lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFLNK {
            throw .linkOccupied(path: path, place: place)
        }
        let fresh = "\(path).\(getpid()).new"
        unlink(fresh)
        guard symlink(target, fresh) == 0 else {
            throw .link(path: path, place: place, SystemError(code: errno, action: "symlink", subject: fresh))
        }
        guard rename(fresh, path) == 0 else {
            let code = errno
            unlink(fresh)
            throw .link(path: path, place: place, SystemError(code: code, action: "rename", subject: fresh))
        }
        self.path = path
        self.target = target
    }

    /// Removes the link, unless it leads elsewhere by now.
    func remove() {
        var buffer = [CChar](repeating: 0, count: 256)
        let count = readlink(self.path, &buffer, buffer.count)
        guard count > 0, buffer.prefix(count).map(UInt8.init(bitPattern:)) == Array(self.target.utf8) else { return }
        unlink(self.path)
    }
}
