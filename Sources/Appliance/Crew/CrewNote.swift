import FieldBus
import Foundation
import LineDiagnostics
import ModbusProtocol

/// Remarks beside a tool's result.
enum CrewNote {
    /// Writes a line to the standard error output, so that the result stays what it is.
    static func say(_ text: String) {
        let wrapped = CrewScreen.wrapped(text, indent: "  ", first: "gridtally: ")
        FileHandle.standardError.write(Data("\(wrapped)\n".utf8))
    }

    /// Says why a question brought nothing.
    static func explain(_ record: LineRecord, _ line: any LineAccess) async throws {
        let explanation = ExchangeExplanation(record, timing: try await line.parameters?.timing() ?? .tcp)
        self.say("\(explanation.question): \(explanation.verdict)")
        explanation.reasons.forEach(self.say)
    }
}
