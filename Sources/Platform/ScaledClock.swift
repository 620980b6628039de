import CPlatform

/// Maps real time to chain time: `chain = origin + (real time − anchor) × scale`.
///
/// Origin, anchor and scale are one configuration that every process of a zone shares. A scale other than 1 is for
/// simulated lines only; Modbus timing and time-outs never use this clock.
public struct ScaledClock: Hashable, Sendable {
    /// Chain time at the anchor, in milliseconds since 1970-01-01T00:00:00Z.
    public let originMilliseconds: Int64
    /// The real moment at which chain time is the origin: CLOCK_REALTIME, nanoseconds since 1970-01-01T00:00:00Z.
    public let anchorNanoseconds: Int64
    /// Chain seconds in one real second, 1 to 10 000.
    public let scale: Int64

    /// Nil where the scale is outside 1 to 10 000.
    public init?(originMilliseconds: Int64, anchorNanoseconds: Int64, scale: Int64) {
        guard (1...10_000).contains(scale) else { return nil }
        self.originMilliseconds = originMilliseconds
        self.anchorNanoseconds = anchorNanoseconds
        self.scale = scale
    }

    private init() {
        self.originMilliseconds = 0
        self.anchorNanoseconds = 0
        self.scale = 1
    }

    /// The system's own clock.
    public static let system = ScaledClock()

    public var isSystem: Bool { self == .system }

    /// Chain time now, in milliseconds since 1970-01-01T00:00:00Z.
    public var nowMilliseconds: Int64 { self.milliseconds(atRealtime: gt_realtime_ns()) }

    /// Chain time, in milliseconds, of a CLOCK_REALTIME moment in nanoseconds.
    public func milliseconds(atRealtime nanoseconds: Int64) -> Int64 {
        let elapsed = nanoseconds - self.anchorNanoseconds
        // Seconds and rest apart, so that no product leaves Int64.
        let (seconds, rest) = elapsed.quotientAndRemainder(dividingBy: 1_000_000_000)
        return self.originMilliseconds + seconds * 1000 * self.scale + rest * self.scale / 1_000_000
    }

    /// Chain time, in milliseconds, of a CLOCK_MONOTONIC stamp in nanoseconds.
    public func milliseconds(atMonotonic nanoseconds: Int64) -> Int64 {
        self.milliseconds(atRealtime: gt_realtime_ns() - gt_monotonic_ns() + nanoseconds)
    }

    /// The CLOCK_MONOTONIC moment, in nanoseconds, at which chain time is `milliseconds`.
    public func monotonic(atMilliseconds milliseconds: Int64) -> Int64 {
        let elapsed = milliseconds - self.originMilliseconds
        let (quotient, rest) = elapsed.quotientAndRemainder(dividingBy: self.scale)
        let realtime = self.anchorNanoseconds + quotient * 1_000_000 + rest * 1_000_000 / self.scale
        return realtime - gt_realtime_ns() + gt_monotonic_ns()
    }
}
