import CPlatform
import Foundation
import Glibc
import Platform

/// Two ptys joined by a wire, behind links like those of USB adapters. Either end can vanish and come back.
final class PseudoLine: Sendable {
    /// One pty; its slave side is held open here, so that the wire never sees a hang-up of its own users.
    private struct End {
        let master: Int32
        let slave: Int32
    }

    /// What the service opens.
    let box: URL
    /// What the devices open.
    let devices: URL
    private let ends: Guarded<[Int: End]>
    private let isStopping = Guarded(false)
    private let threads = Guarded(2)

    init(in folder: URL, _ name: String) throws {
        self.box = folder.appending(path: "\(name).tty")
        self.devices = folder.appending(path: "\(name)-devices.tty")
        self.ends = Guarded([0: try Self.open(self.box), 1: try Self.open(self.devices)])
        startThread(name: "wire-a") { self.carry(from: 0, to: 1) }
        startThread(name: "wire-b") { self.carry(from: 1, to: 0) }
    }

    private static func open(_ link: URL) throws -> End {
        var name = [CChar](repeating: 0, count: 64)
        let master = try checked("pty") { gt_pty_open(&name, name.count) }
        let path = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let slave = try checked("open \(path)") { gt_open(path, O_RDWR | O_NOCTTY | O_CLOEXEC, 0) }
        _ = try checked("raw") { gt_line_make_raw(slave) }
        try? FileManager.default.removeItem(at: link)
        try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: path)
        return End(master: master, slave: slave)
    }

    /// The box's adapter is pulled out: its link goes, and who has it open sees a hang-up.
    func vanish() throws {
        try FileManager.default.removeItem(at: self.box)
        guard let end = self.ends.withLock({ $0.removeValue(forKey: 0) }) else { return }
        _ = Glibc.close(end.slave)
        _ = Glibc.close(end.master)
    }

    /// It is plugged in again, as another device of the kernel under the same link.
    func comeBack() throws {
        let end = try Self.open(self.box)
        self.ends.withLock { $0[0] = end }
    }

    func close() {
        self.isStopping.withLock { $0 = true }
        while self.threads.withLock({ $0 > 0 }) { sched_yield() }
        for end in self.ends.withLock({ $0.values.map { $0 } }) {
            _ = Glibc.close(end.slave)
            _ = Glibc.close(end.master)
        }
    }

    private func carry(from source: Int, to target: Int) {
        while !self.isStopping.withLock({ $0 }) {
            // Under the lock no descriptor is closed, and so none is reused, while it is read or written.
            let isIdle = self.ends.withLock { ends in
                guard let from = ends[source] else { return true }
                var bytes = [UInt8](repeating: 0, count: 512)
                let count = Glibc.read(from.master, &bytes, bytes.count)
                guard count > 0 else { return true }
                if let to = ends[target] { _ = Glibc.write(to.master, bytes, count) }
                return false
            }
            if isIdle { MonotonicClock.sleep(until: MonotonicClock.nanoseconds + 1_000_000) }
        }
        self.threads.withLock { $0 -= 1 }
    }
}
