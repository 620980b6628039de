import FieldBus
import ModbusProtocol

/// A line that is used at another rate and parity than it is configured for: those that a crew named.
struct RetunedLine: LineAccess {
    let line: any LineAccess
    /// For every question that has none of its own.
    let tuned: LineParameters

    var parameters: LineParameters? { self.tuned }

    func ask(_ question: LineQuestion) async throws -> LineRecord {
        var question = question
        question.parameters = question.parameters ?? self.tuned
        return try await self.line.ask(question)
    }

    func listen(nanoseconds: Int64, parameters: LineParameters?) async throws -> LineRecording {
        try await self.line.listen(nanoseconds: nanoseconds, parameters: parameters ?? self.tuned)
    }
}
