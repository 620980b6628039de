import Foundation
import Glibc

/// Memory and processor time of a process, from /proc (proc(5)).
struct ProcessUsage: Sendable {
    var residentKilobytes: Int
    /// The most that it ever was.
    var peakKilobytes: Int
    /// The part of it that is backed by no file.
    var anonymousKilobytes: Int
    var threads: Int
    /// Open files and connections.
    var descriptors = 0
    /// User and system time since the process began.
    var processorSeconds: Double

    /// Nil where the process is gone.
    init?(of process: Int32) {
        guard let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
            let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        else { return nil }
        self.init(status: status, stat: stat, ticksPerSecond: Double(sysconf(Int32(_SC_CLK_TCK))))
        self.descriptors = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd").count) ?? 0
    }

    init?(status: String, stat: String, ticksPerSecond: Double) {
        func value(_ name: String) -> Int? {
            let line = status.split(separator: "\n").first { $0.hasPrefix("\(name):") }
            return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
        }
        // The name in parentheses may hold anything; user and system time are the 12th and 13th field after it.
        let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
        guard let resident = value("VmRSS"), let peak = value("VmHWM"),
            let anonymous = value("RssAnon"), let threads = value("Threads"),
            fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12])
        else { return nil }
        self.residentKilobytes = resident
        self.peakKilobytes = peak
        self.anonymousKilobytes = anonymous
        self.threads = threads
        self.processorSeconds = (user + system) / ticksPerSecond
    }

    /// User and system time of this process so far, in nanoseconds, by whole microseconds: a million is what POSIX
    /// makes CLOCKS_PER_SEC.
    static var ownProcessorNanoseconds: Int64 { Int64(clock()) * 1_000_000_000 / 1_000_000 }
}
