import CPlatform
import Foundation
import Glibc
import Platform

/// A pty at which nobody answers: keeps every byte that a program sends there.
final class ListeningPort: Sendable {
    private let master: Int32
    private let slave: Int32
    private let bytes = Guarded<[UInt8]>([])

    init(in folder: URL, _ name: String) throws {
        var path = [CChar](repeating: 0, count: 64)
        self.master = try checked("pty") { gt_pty_open(&path, path.count) }
        let target = String(decoding: path.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        self.slave = try checked("open \(target)") { gt_open(target, O_RDWR | O_NOCTTY | O_CLOEXEC, 0) }
        _ = try checked("raw") { gt_line_make_raw(self.slave) }
        let link = folder.appending(path: name)
        try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: target)
    }

    /// All that came so far.
    func heard() -> [UInt8] {
        self.bytes.withLock { all in
            var buffer = [UInt8](repeating: 0, count: 4096)
            while case let count = Glibc.read(self.master, &buffer, buffer.count), count > 0 { all += buffer[..<count] }
            return all
        }
    }

    func close() {
        _ = Glibc.close(self.slave)
        _ = Glibc.close(self.master)
    }
}
