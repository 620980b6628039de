import CSystemd
import Glibc

/// The service manager's notifications; nothing where there is no service manager.
enum Watchdog {
    static func ready() { sd_notify(0, "READY=1") }

    /// Reports life at half the time that the unit's `WatchdogSec` asks for, until cancelled.
    static func run() async {
        var microseconds: UInt64 = 0
        let isAsked = sd_watchdog_enabled(0, &microseconds) > 0
        while !Task.isCancelled {
            if isAsked { sd_notify(0, "WATCHDOG=1") }
            try? await Task.sleep(for: .microseconds(isAsked ? max(1, Int64(microseconds / 2)) : 60_000_000))
        }
        sd_notify(0, "STOPPING=1")
    }
}
