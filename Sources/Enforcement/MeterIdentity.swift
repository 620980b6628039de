/// What shows that the device at an address is the meter that the order names.
public enum MeterIdentity: Hashable, Sendable {
    case serial(expected: String, read: String, atMonotonicNanoseconds: Int64)
    /// The meter has no serial number to read: its register goes on where it was, and the pairing stands (G12).
    case registerContinuity(isContinuous: Bool, atMonotonicNanoseconds: Int64)
}
