import CPlatform

/// CLOCK_MONOTONIC: for Modbus timing, time-outs and freshness, whatever the wall clock does.
public enum MonotonicClock {
    /// Nanoseconds since an arbitrary start; never goes back, stops in suspend.
    public static var nanoseconds: Int64 { gt_monotonic_ns() }

    /// Blocks the calling thread until `deadline` (nanoseconds of this clock).
    public static func sleep(until deadline: Int64) { _ = gt_sleep_until_monotonic_ns(deadline) }
}

/// CLOCK_REALTIME, in nanoseconds since 1970-01-01T00:00:00Z.
public enum RealtimeClock {
    public static var nanoseconds: Int64 { gt_realtime_ns() }
}
