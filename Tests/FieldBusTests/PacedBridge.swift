import CPlatform
import Glibc
import Platform

/// Ptys joined by a wire: what one end says arrives at all others, one character time after the other, as on a real
/// line. Two that talk at once are heard mixed up.
final class PacedBridge: Sendable {
    /// The slave sides, for the programs that talk.
    let paths: [String]
    private let masters: [Int32]
    private let characterNanoseconds: Int64
    private let isStopping = Guarded(false)
    private let running: Guarded<Int>

    /// - Parameters:
    ///   - baud: bit/s with ten bits a character.
    ///   - ends: programs on the line.
    init(baud: Int64, ends: Int = 2) throws {
        self.characterNanoseconds = 10_000_000_000 / baud
        var paths: [String] = []
        var masters: [Int32] = []
        for _ in 0..<ends {
            var name = [CChar](repeating: 0, count: 64)
            let master = try checked("pty") { gt_pty_open(&name, name.count) }
            // An end that nobody has opened yet would echo what it hears.
            try checked("raw mode") { gt_line_make_raw(master) }
            masters.append(master)
            paths.append(String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
        }
        self.paths = paths
        self.masters = masters
        self.running = Guarded(ends)
        for end in 0..<ends { startThread(name: "wire-\(end)") { self.relay(from: end) } }
    }

    func close() {
        self.isStopping.withLock { $0 = true }
        while self.running.withLock({ $0 > 0 }) { sched_yield() }
        for master in self.masters { _ = Glibc.close(master) }
    }

    private func relay(from source: Int) {
        let targets = self.masters.indices.filter { $0 != source }.map { self.masters[$0] }
        var free: Int64 = 0
        while !self.isStopping.withLock({ $0 }) {
            let result = gt_wait_readable(self.masters[source], -1, 20_000_000)
            // A hang-up means only that nobody has the slave side open.
            if result < 0 { MonotonicClock.sleep(until: MonotonicClock.nanoseconds + 1_000_000) }
            guard result == 1 else { continue }
            let bytes = [UInt8](unsafeUninitializedCapacity: 256) { buffer, count in
                count = max(0, Glibc.read(self.masters[source], buffer.baseAddress, buffer.count))
            }
            free = max(free, MonotonicClock.nanoseconds)
            for byte in bytes {
                free += self.characterNanoseconds
                MonotonicClock.sleep(until: free)
                for target in targets { _ = withUnsafeBytes(of: byte) { Glibc.write(target, $0.baseAddress, 1) } }
            }
        }
        self.running.withLock { $0 -= 1 }
    }
}
