/// What is done to a serial port beside its speed and format.
public struct SerialOptions: Hashable, Sendable {
    public enum RS485: Hashable, Sendable {
        /// As the driver has it.
        case unchanged
        case off
        case on(RS485Mode)
    }

    public var rs485 = RS485.unchanged
    /// Sets the latency timer of an FTDI adapter to 1 ms: it keeps every answer back for up to 16 ms otherwise.
    public var shortensLatency = true

    public init(rs485: RS485 = .unchanged, shortensLatency: Bool = true) {
        self.rs485 = rs485
        self.shortensLatency = shortensLatency
    }
}
