import CPlatform
import Glibc

/// What the system knows of its own clock.
public enum SystemClock {
    /// True while the kernel's clock is disciplined by a time service (adjtimex(2)).
    public static var isSynchronised: Bool { gt_clock_synchronised() == 1 }

    /// The battery-backed clock in seconds since 1970-01-01T00:00:00Z; nil on a board without one.
    public static var hardwareSeconds: Int64? {
        let descriptor = gt_open("/sys/class/rtc/rtc0/since_epoch", O_RDONLY, 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 32)
        let count = read(descriptor, &buffer, buffer.count)
        guard count > 0 else { return nil }
        let digits = buffer.prefix(count).prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        return Int64(String(decoding: digits, as: UTF8.self))
    }

    /// Nanoseconds since the machine started, suspend included.
    public static var uptimeNanoseconds: Int64 { gt_boottime_ns() }
}
