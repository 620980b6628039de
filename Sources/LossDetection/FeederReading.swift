public import Metering

/// Whose meter.
public enum FeederMeter: Hashable, Sendable {
    case transformer
    /// Position in ``FeederTopology/houses``.
    case house(Int)
}

/// What was read.
public enum FeederQuantity: Hashable, Sendable {
    /// Cumulative active energy over all phases, Wh (OBIS 1.8.0).
    case importTotal
    /// OBIS 2.8.0.
    case exportTotal
    /// OBIS 21.8.0, 41.8.0, 61.8.0.
    case imported(GridPhase)
    /// OBIS 22.8.0, 42.8.0, 62.8.0.
    case exported(GridPhase)
    /// Phase to neutral, V (OBIS 32.7.0, 52.7.0, 72.7.0). A house on one phase reports its own as L1's.
    case voltage(GridPhase)
    /// A, primary (OBIS 31.7.0, 51.7.0, 71.7.0).
    case current(GridPhase)
}

/// One value with the time at which it was read.
public struct FeederReading: Sendable {
    public var time: UTCTime
    public var meter: FeederMeter
    public var quantity: FeederQuantity
    public var value: Double
    /// The reader doubts it.
    public var isSuspect: Bool

    public init(
        time: UTCTime, meter: FeederMeter, quantity: FeederQuantity, value: Double, isSuspect: Bool = false
    ) {
        self.time = time
        self.meter = meter
        self.quantity = quantity
        self.value = value
        self.isSuspect = isSuspect
    }
}
