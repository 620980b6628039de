internal import Glibc

/// Steps after which files and folders survive a power cut.
public enum DurableFile {
    public static func sync(folder: String) throws(StorageError) { try OpenFile.syncDirectory(folder) }

    public static func sync(file: String) throws(StorageError) { try OpenFile(file, flags: O_RDONLY).sync() }

    /// Moves a file to another name in the same folder, durably; what has that name is replaced.
    public static func rename(_ from: String, to path: String) throws(StorageError) {
        try OpenFile.rename(from, to: path)
        try OpenFile.syncDirectory(OpenFile.folder(of: path))
    }

    /// Writes a file that is not there yet and syncs it.
    public static func create(_ path: String, _ bytes: [UInt8], mode: UInt32 = 0o600) throws(StorageError) {
        let file = try OpenFile(path, flags: O_WRONLY | O_CREAT | O_EXCL, mode: mode_t(mode))
        try file.write(bytes, at: 0)
        try file.sync()
    }
}
