public import ModbusProtocol

/// Counts of one register block of a unit: what one request of the read plan asks for.
public struct BlockStatistics: Hashable, Sendable {
    public let function: ModbusFunction
    /// 0-based.
    public let address: UInt16
    /// Registers or coils.
    public let count: Int
    public var counts = ExchangeCounts()
    /// When it was asked last: CLOCK_MONOTONIC, nanoseconds.
    public var lastNanoseconds: Int64 = 0

    init(_ request: ModbusRequest) {
        self.function = request.function
        self.address = request.address ?? 0
        self.count = request.count
    }

    func isOf(_ request: ModbusRequest) -> Bool {
        self.function == request.function && self.address == request.address ?? 0 && self.count == request.count
    }
}
