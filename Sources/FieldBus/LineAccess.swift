public import ModbusProtocol

/// A line that is lent to a tool, one exchange at a time: by the bus of this process, or by the running service, which
/// goes on polling between the exchanges.
public protocol LineAccess: Sendable {
    /// As the bus is configured; nil on TCP.
    var parameters: LineParameters? { get async throws }

    /// Asks once, without a retry, and keeps the silence before the request.
    ///
    /// No answer, a damaged one or an exception is no error here but the record's outcome.
    /// - Throws: where the port is lost, or the question cannot be asked at all.
    func ask(_ question: LineQuestion) async throws -> LineRecord

    /// Sends nothing for `nanoseconds` (at most 10 s) and tells what came; the bus's own polls wait meanwhile.
    ///
    /// - Parameter parameters: to listen with; nil: as the bus is configured.
    func listen(nanoseconds: Int64, parameters: LineParameters?) async throws -> LineRecording
}
