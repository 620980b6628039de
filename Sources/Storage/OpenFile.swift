internal import Glibc
internal import Platform

/// A file descriptor that closes itself; every call names its file when it fails.
final class OpenFile: Sendable {
    let path: String
    private let descriptor: Int32

    init(_ path: String, flags: Int32, mode: mode_t = 0o600) throws(StorageError) {
        self.path = path
        self.descriptor = try Self.check("open", path) { open(path, flags | O_CLOEXEC, mode) }
    }

    deinit { close(self.descriptor) }

    /// Keeps other processes away until the file is closed.
    func lock() throws(StorageError) {
        try Self.check("lock", self.path) { flock(self.descriptor, LOCK_EX | LOCK_NB) }
    }

    /// Lets other processes in again.
    func unlock() throws(StorageError) {
        try Self.check("unlock", self.path) { flock(self.descriptor, LOCK_UN) }
    }

    func readAll(atMost limit: Int) throws(StorageError) -> [UInt8] {
        var bytes: [UInt8] = []
        let chunk = 1 << 20
        while bytes.count <= limit {
            var buffer = [UInt8](repeating: 0, count: chunk)
            let count = try Self.check("read", self.path) {
                Int32(clamping: Glibc.read(self.descriptor, &buffer, chunk))
            }
            guard count > 0 else { return bytes }
            bytes += buffer.prefix(Int(count))
        }
        throw .damaged(file: self.path, found: "more than \(limit) bytes, where far less was written", goodThrough: nil)
    }

    /// Reads so many bytes from an offset; fewer are a damaged file.
    func read(_ count: Int, at offset: Int) throws(StorageError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let got = try Self.check("read", self.path) {
                bytes.withUnsafeMutableBytes { buffer in
                    let left = min(count - done, 1 << 30)
                    return Int32(clamping: pread(self.descriptor, buffer.baseAddress! + done, left, offset + done))
                }
            }
            guard got > 0 else { throw .damaged(file: self.path, found: "it ends too early", goodThrough: nil) }
            done += Int(got)
        }
        return bytes
    }

    /// Writes all bytes at an offset.
    func write(_ bytes: [UInt8], at offset: Int) throws(StorageError) {
        var done = 0
        while done < bytes.count {
            done += Int(
                try Self.check("write", self.path) {
                    bytes.withUnsafeBytes { buffer in
                        let left = min(buffer.count - done, 1 << 30)
                        return Int32(clamping: pwrite(self.descriptor, buffer.baseAddress! + done, left, offset + done))
                    }
                })
        }
    }

    func truncate(to length: Int) throws(StorageError) {
        try Self.check("truncate", self.path) { ftruncate(self.descriptor, length) }
    }

    /// Gives the file to the owner of its folder, so that what an administrator writes stays readable for the service.
    func adoptOwner() throws(StorageError) {
        var folder = stat()
        let path = Self.folder(of: self.path)
        try Self.check("stat", path) { stat(path, &folder) }
        guard geteuid() == 0, folder.st_uid != 0 else { return }
        try Self.check("chown", self.path) { fchown(self.descriptor, folder.st_uid, folder.st_gid) }
    }

    /// Returns when the content is on the disk.
    func sync() throws(StorageError) {
        try Self.check("fdatasync", self.path) { fdatasync(self.descriptor) }
    }

    /// Makes the names in a directory durable.
    static func syncDirectory(_ path: String) throws(StorageError) {
        let directory = try OpenFile(path, flags: O_RDONLY | O_DIRECTORY)
        try self.check("fsync", path) { fsync(directory.descriptor) }
    }

    /// The directory in which a file of this path lies.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Bytes that an ordinary user may still write to the disk on which a file of this path lies.
    static func freeBytes(beside path: String) throws(StorageError) -> Int {
        let folder = self.folder(of: path)
        var found = statvfs()
        try self.check("statvfs", folder) { statvfs(folder, &found) }
        return Int(clamping: UInt64(found.f_bavail) &* UInt64(found.f_frsize))
    }

    /// Writes a page to a file that is removed again.
    static func probe(_ path: String) throws(StorageError) {
        defer { _ = unlink(path) }
        let file = try OpenFile(path, flags: O_RDWR | O_CREAT | O_TRUNC)
        try file.write([UInt8](repeating: 0, count: 4096), at: 0)
        try file.sync()
    }

    static func rename(_ from: String, to path: String) throws(StorageError) {
        try self.check("rename", path) { Glibc.rename(from, path) }
    }

    /// Removes a file; it is no error where there is none.
    static func remove(_ path: String) throws(StorageError) {
        try self.check("unlink", path) { unlink(path) == 0 || errno == ENOENT ? 0 : -1 }
    }

    /// Opens a file to read it; nil only where its folder is there and has no file of this name.
    ///
    /// - Throws: where it cannot be known whether there is one, as on a disk that fails or without the right to look.
    static func ifThere(_ path: String) throws(StorageError) -> OpenFile? {
        do throws(StorageError) {
            return try OpenFile(path, flags: O_RDONLY)
        } catch {
            guard case .notFound = error else { throw error }
        }
        _ = try OpenFile(Self.folder(of: path), flags: O_RDONLY | O_DIRECTORY)
        return nil
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    @discardableResult
    private static func check(
        _ action: String, _ path: String, _ call: () -> Int32
    ) throws(StorageError) -> Int32 {
        while true {
            let result = call()
            if result >= 0 { return result }
            let code = errno
            if code != EINTR {
                throw StorageError(SystemError(code: code, action: action, subject: path), file: path)
            }
        }
    }
}
