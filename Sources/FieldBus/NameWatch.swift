import CPlatform
import Glibc

/// Tells by inotify that something changed around a path: on the way to it, or at its end.
///
/// Where the system has no more watches to give, nothing is told; whoever asks must look from time to time.
struct NameWatch: ~Copyable {
    /// Links that are followed from a name at most.
    private static let longestChain = 8

    /// For `poll`; negative where there is none.
    let descriptor: Int32

    init() { self.descriptor = gt_watch_new() }

    deinit { if self.descriptor >= 0 { close(self.descriptor) } }

    var works: Bool { self.descriptor >= 0 }

    /// Watches the folder of every name on the way to `path`, or what is there of it: `/dev/serial/by-id` goes away with
    /// the last adapter.
    ///
    /// - Returns: false where a folder could not be watched.
    func watchFolders(of path: String) -> Bool {
        var folders: [String] = []
        // A folder may be made between the look and the watch: looked again until it stays.
        for _ in 0..<4 {
            let present = Self.names(from: path).map(Self.nearestFolder)
            guard present != folders else { return true }
            folders = present
            for folder in Set(present) where gt_watch_folder(self.descriptor, folder) < 0 { return false }
        }
        return false
    }

    /// Watches the links on the way to `path` and the node at its end, and nothing around them.
    func watchNodes(of path: String) {
        for name in Self.names(from: path) { _ = gt_watch_node(self.descriptor, name) }
    }

    /// Forgets what was told.
    func drain() { _ = gt_watch_drain(self.descriptor) }

    /// `path`, and where its links lead, one after the other.
    private static func names(from path: String) -> [String] {
        var names = [path]
        while names.count <= self.longestChain, let target = SystemText.target(ofLink: names[names.count - 1]) {
            names.append(target.hasPrefix("/") ? target : "\(self.folder(of: names[names.count - 1]))/\(target)")
        }
        return names
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func nearestFolder(of path: String) -> String {
        var folder = self.folder(of: path)
        var status = stat()
        while stat(folder, &status) != 0 || status.st_mode & S_IFMT != S_IFDIR {
            guard folder != "/", folder != "." else { break }
            folder = self.folder(of: folder)
        }
        return folder
    }
}
