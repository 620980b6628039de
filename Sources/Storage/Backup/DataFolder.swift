internal import Glibc

/// A box's data folder as a whole, while no service works with it.
public final class DataFolder: Sendable {
    public let path: String
    private let locks: [OpenFile]

    /// Files that tell of a box that has run here.
    private static let telling = [
        ChainStore.fileName, BoxStore.fileName, TelemetryStore.fileName, VoteLog.fileName,
    ]

    /// Keeps services away from the folder, which need not be there, until this value goes.
    ///
    /// - Throws: ``StorageError/locked(file:)`` while a service works with it.
    public init(_ path: String) throws(StorageError) {
        self.path = path
        var locks: [OpenFile] = []
        for name in Self.telling {
            let file = "\(path)/\(name)"
            guard OpenFile.exists(file + ".lock") else { continue }
            let lock = try OpenFile(file + ".lock", flags: O_RDONLY)
            do throws(StorageError) {
                try lock.lock()
            } catch {
                if case .locked = error { throw .locked(file: file) }
                throw error
            }
            locks.append(lock)
        }
        self.locks = locks
    }

    /// A box has run here, or something that only a box leaves is here.
    public var holdsData: Bool { Self.telling.contains { OpenFile.exists("\(self.path)/\($0)") } }

    /// What stands beside a data folder while another is made ready for its place; where it is found, a change was cut short.
    public static func staging(for path: String) -> String { path + ".restoring" }

    /// Puts the staged folder, whose files are durable, in this one's place. A power cut between leaves the staged one, with
    /// which no service starts.
    ///
    /// - Parameter aside: where what was here goes; nothing may be there.
    public func replaceByStaged(keeping aside: String) throws(StorageError) {
        let staged = Self.staging(for: self.path)
        let parent = OpenFile.folder(of: self.path)
        try OpenFile.syncDirectory(staged)
        try OpenFile.syncDirectory(parent)
        if OpenFile.exists(self.path) {
            guard !OpenFile.exists(aside) else {
                throw .failed(file: aside, action: "move the data aside", reason: "it exists already")
            }
            try OpenFile.rename(self.path, to: aside)
            try OpenFile.syncDirectory(parent)
        }
        try OpenFile.rename(staged, to: self.path)
        try OpenFile.syncDirectory(parent)
    }
}
