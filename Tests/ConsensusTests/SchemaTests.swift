import CanonicalCBOR
import Consensus
import Foundation
import Ledger
import TestSupport
import Testing

/// `docs/ledger.cddl` says what validators send and keep: checked by an implementation that is not ours.
@Suite("The schema of the consensus", .enabled(if: PythonScript.knows(module: "pycddl"), "a Python with pycddl"))
struct SchemaTests {
    private static let schema = PackageFolder.file("docs/ledger.cddl").path

    private func line(_ rule: String, _ bytes: [UInt8]) -> String {
        "\(rule) \(bytes.map { String(format: "%02x", $0) }.joined())"
    }

    @Test("Messages and records match it")
    func matches() throws {
        var random = try RandomMessages(seed: 8610)
        var lines: [String] = []
        for round in 0..<20 {
            for kind in 0..<RandomMessages.messageKinds {
                if let message = random.message(kind) {
                    lines.append(self.line("consensus-message", message.encoded()))
                }
            }
            for kind in 0..<RandomMessages.recordKinds {
                if let record = random.record(kind) { lines.append(self.line("consensus-record", record.encoded())) }
            }
            if round % 4 == 0 { lines.append(self.line("signed-proposal", random.proposal().signed.cbor.encoded())) }
        }
        let answer = try PythonScript("check_cddl.py").run([Self.schema], lines: lines)
        #expect(answer.status == 0, "\(answer.output)")
        #expect(answer.output.contains("\(lines.count) of \(lines.count) encodings match"))
    }

    @Test("Other values do not match it")
    func findsFaults() throws {
        var random = try RandomMessages(seed: 3)
        let vote = random.vote()
        let lines = [
            self.line("consensus-message", CBOR.array([.unsigned(3), vote.cbor]).encoded()),
            self.line("consensus-message", CBOR.array([.unsigned(7), vote.cbor]).encoded()),
            self.line("consensus-record", CBOR.array([.unsigned(4), .array([.unsigned(1)])]).encoded()),
        ]
        let answer = try PythonScript("check_cddl.py").run([Self.schema], lines: lines)
        #expect(answer.status == 1)
        #expect(answer.output.contains("0 of 3 encodings match"))
    }
}
