import ModbusProtocol

/// What one exchange adds to the statistics.
struct ExchangeTally {
    let request: ModbusRequest
    let outcome: LineOutcome
    /// Why it brought no answer.
    let failure: BusError?
    /// The same request was asked before, and its answer was damaged.
    let isRetry: Bool
    /// From the end of the request to the answer's first byte.
    let latencyNanoseconds: Int64?
    let startNanoseconds: Int64
    let endNanoseconds: Int64
    /// Bytes that came during the exchange and belong neither to the answer nor to the echo.
    let strayBytes: Int

    var durationNanoseconds: Int64 { self.endNanoseconds - self.startNanoseconds }

    /// Nil where the device, or a gateway for it, did not refuse.
    var exception: ModbusException? {
        if case .refused(_, let exception) = self.failure { exception } else { nil }
    }
}
