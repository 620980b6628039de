import CPlatform
import Glibc
import Platform

/// Two ptys joined by a wire: bytes arrive one character time after the other, as on a real line.
final class PacedBridge: Sendable {
    /// The slave sides, for the two programs that talk.
    let paths: [String]
    private let masters: [Int32]
    private let characterNanoseconds: Int64
    private let isStopping = Guarded(false)
    private let running = Guarded(2)

    /// - Parameter baud: bit/s with ten bits a character.
    init(baud: Int64) throws {
        self.characterNanoseconds = 10_000_000_000 / baud
        var paths: [String] = []
        var masters: [Int32] = []
        for _ in 0..<2 {
            var name = [CChar](repeating: 0, count: 64)
            masters.append(try checked("pty") { gt_pty_open(&name, name.count) })
            paths.append(String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
        }
        self.paths = paths
        self.masters = masters
        startThread(name: "wire-a") { self.relay(from: 0, to: 1) }
        startThread(name: "wire-b") { self.relay(from: 1, to: 0) }
    }

    func close() {
        self.isStopping.withLock { $0 = true }
        while self.running.withLock({ $0 > 0 }) { sched_yield() }
        for master in self.masters { _ = Glibc.close(master) }
    }

    private func relay(from source: Int, to target: Int) {
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
                _ = withUnsafeBytes(of: byte) { Glibc.write(self.masters[target], $0.baseAddress, 1) }
            }
        }
        self.running.withLock { $0 -= 1 }
    }
}
