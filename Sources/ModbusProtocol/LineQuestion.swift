/// One question that a tool asks outside of polling, on a line that is lent to it for this one exchange.
public struct LineQuestion: Hashable, Sendable {
    /// Modbus address, 1 to 255.
    public var unit: UInt8
    public var request: ModbusRequest
    /// Nil: as the bus is configured. A TCP connection has none.
    public var parameters: LineParameters?
    /// From the end of the request to the answer's first byte, in nanoseconds; nil: the bus's own ceiling.
    public var timeoutNanoseconds: Int64?
    /// Asks also where another master was heard, which polling does not.
    public var transmitsDespiteMaster: Bool

    public init(
        unit: UInt8, request: ModbusRequest, parameters: LineParameters? = nil, timeoutNanoseconds: Int64? = nil,
        transmitsDespiteMaster: Bool = false
    ) {
        self.unit = unit
        self.request = request
        self.parameters = parameters
        self.timeoutNanoseconds = timeoutNanoseconds
        self.transmitsDespiteMaster = transmitsDespiteMaster
    }
}
