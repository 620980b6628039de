import Foundation

/// The process that has a port open, and where it listens, as the kernel tells it.
struct PortUsers {
    private static let processes = "/proc"
    /// `SO_ACCEPTCON` among a socket's flags in /proc/net/unix: it listens.
    private static let listening = 0x1_0000

    /// Unix sockets on which processes listen that have `port` open; empty where nobody has, or this user may not see.
    static func sockets(of port: String) -> [URL] {
        let real = URL(fileURLWithPath: port).resolvingSymlinksInPath().path
        let listeners = self.listeners()
        var sockets: [URL] = []
        for process in self.names(in: self.processes) where process.allSatisfy(\.isNumber) {
            let open = self.openFiles(of: process)
            guard open.contains(real) else { continue }
            let folder = URL(fileURLWithPath: self.target("\(self.processes)/\(process)/cwd") ?? "/")
            for path in open.compactMap({ listeners[$0] }) {
                sockets.append(URL(fileURLWithPath: path, relativeTo: folder).standardizedFileURL)
            }
        }
        return sockets
    }

    /// Paths, and `socket:[inode]` for sockets.
    private static func openFiles(of process: String) -> Set<String> {
        let folder = "\(self.processes)/\(process)/fd"
        return Set(self.names(in: folder).compactMap { self.target("\(folder)/\($0)") })
    }

    /// `socket:[inode]` to its path. The columns are described in proc_net(5).
    private static func listeners() -> [String: String] {
        guard let text = try? String(contentsOfFile: "\(self.processes)/net/unix", encoding: .utf8) else { return [:] }
        var listeners: [String: String] = [:]
        for line in text.split(separator: "\n").dropFirst() {
            let columns = line.split(separator: " ", maxSplits: 7)
            guard columns.count == 8, let flags = Int(columns[3], radix: 16), flags & self.listening != 0 else {
                continue
            }
            listeners["socket:[\(columns[6])]"] = String(columns[7])
        }
        return listeners
    }

    private static func names(in folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    }

    private static func target(_ link: String) -> String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: link)
    }
}
