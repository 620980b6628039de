import Glibc

/// Finds the processes that have device files open, by what the kernel shows of every process.
struct HolderSearch {
    private(set) var holders: [String: [HoldingProcess]] = [:]
    /// All processes could be looked into.
    private(set) var seesAll = true

    /// - Parameter nodes: device files without links.
    init(nodes: Set<String>, _ folders: SystemFolders) {
        let locks = Self.locks(folders)
        for pid in SystemText.names(in: folders.proc).compactMap({ Int($0) }).sorted() {
            let process = "\(folders.proc)/\(pid)"
            guard let stream = opendir("\(process)/fd") else {
                // A process that has just ended hides nothing.
                if errno == EACCES { self.seesAll = false }
                continue
            }
            closedir(stream)
            let open = Set(
                SystemText.names(in: "\(process)/fd").compactMap {
                    SystemText.target(ofLink: "\(process)/fd/\($0)")
                })
            for node in open where nodes.contains(node) {
                let program = SystemText.read("\(process)/comm") ?? "unknown"
                let locks = Self.key(node).map { locks.contains("\(pid) \($0)") } ?? false
                self.holders[node, default: []].append(HoldingProcess(pid: pid, program: program, locks: locks))
            }
        }
    }

    /// Every lock on a file as `PID DEVICE:INODE`; a line is `1: FLOCK  ADVISORY  WRITE 708 00:05:389 0 EOF`.
    private static func locks(_ folders: SystemFolders) -> Set<String> {
        let text = SystemText.bytes("\(folders.proc)/locks", atMost: 1 << 20) ?? []
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
        return Set(
            lines.compactMap { line in
                let words = line.split(separator: " ")
                guard words.count >= 6, words[1] != "->" else { return nil }
                return "\(words[4]) \(words[5])"
            })
    }

    /// Device and inode as the kernel writes them among the locks.
    private static func key(_ node: String) -> String? {
        var status = stat()
        guard stat(node, &status) == 0 else { return nil }
        func hexadecimal(_ number: UInt64) -> String { (number < 16 ? "0" : "") + String(number, radix: 16) }
        let device = UInt64(status.st_dev)
        let major = device >> 8 & 0xFFF | device >> 32 & ~0xFFF
        let minor = device & 0xFF | device >> 12 & ~0xFF
        return "\(hexadecimal(major)):\(hexadecimal(minor)):\(status.st_ino)"
    }
}
