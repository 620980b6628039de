public import Metering

/// One value of a meter with the time at which it was read.
public struct TelemetrySample: Hashable, Sendable {
    /// Label of the meter.
    public var meter: String
    public var quantity: ObisCode
    public var time: UTCTime
    /// Wh, L, V or A, by the quantity.
    public var value: Double

    public init(meter: String, quantity: ObisCode, time: UTCTime, value: Double) {
        (self.meter, self.quantity, self.time, self.value) = (meter, quantity, time, value)
    }
}

/// A place in the order of times in which telemetry is read back.
public struct TelemetryCursor: Hashable, Sendable {
    let milliseconds: Int64
    let meter: Int64
    let quantity: Int64

    init(milliseconds: Int64, meter: Int64, quantity: Int64) {
        (self.milliseconds, self.meter, self.quantity) = (milliseconds, meter, quantity)
    }

    /// Before all samples of this time and later.
    public init(since time: UTCTime) {
        self.init(milliseconds: time.milliseconds, meter: .min, quantity: .min)
    }
}
