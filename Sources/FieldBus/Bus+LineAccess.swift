public import ModbusProtocol

extension Bus: LineAccess {
    public nonisolated var parameters: LineParameters? { self.configuration.transport.parameters }

    public nonisolated func ask(_ question: LineQuestion) async throws(BusError) -> LineRecord {
        guard case .record(let record) = try await self.submit(.ask(question)) else {
            throw .stopped(self.configuration.place)
        }
        return record
    }

    public nonisolated func listen(
        nanoseconds: Int64, parameters: LineParameters? = nil
    ) async throws(BusError) -> LineRecording {
        let action = BusCommand.Action.listen(nanoseconds: nanoseconds, parameters: parameters)
        guard case .recording(let recording) = try await self.submit(action) else {
            throw .stopped(self.configuration.place)
        }
        return recording
    }

    /// The last exchanges with a unit, oldest first; empty for a unit that was never asked.
    public nonisolated func lastExchanges(unit: UInt8) -> [LineRecord] { self.observer.trace(of: unit) }
}
