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

    // 128 bits inside, so that no time that can be written leaves the range on the way; results end at Int64's limits.

    /// Chain time now, in milliseconds since 1970-01-01T00:00:00Z.
    public var nowMilliseconds: Int64 { self.milliseconds(atRealtime: gt_realtime_ns()) }

    /// Chain time, in milliseconds, of a CLOCK_REALTIME moment in nanoseconds.
    public func milliseconds(atRealtime nanoseconds: Int64) -> Int64 {
        let elapsed = Int128(nanoseconds) - Int128(self.anchorNanoseconds)
        return Int64(clamping: Int128(self.originMilliseconds) + elapsed * Int128(self.scale) / 1_000_000)
    }

    /// Chain time, in milliseconds, of a CLOCK_MONOTONIC stamp in nanoseconds.
    public func milliseconds(atMonotonic nanoseconds: Int64) -> Int64 {
        self.milliseconds(atRealtime: gt_realtime_ns() - gt_monotonic_ns() + nanoseconds)
    }

    /// The CLOCK_MONOTONIC moment, in nanoseconds, at which chain time is `milliseconds`.
    public func monotonic(atMilliseconds milliseconds: Int64) -> Int64 {
        let elapsed = (Int128(milliseconds) - Int128(self.originMilliseconds)) * 1_000_000 / Int128(self.scale)
        let realtime = Int128(self.anchorNanoseconds) + elapsed
        return Int64(clamping: realtime - Int128(gt_realtime_ns()) + Int128(gt_monotonic_ns()))
    }
}
