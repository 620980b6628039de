import Foundation
import Ledger
import TestSupport
import Testing

@testable import Proofs

/// `docs/ledger.cddl` says what a bundle is: checked by an implementation that is not ours.
@Suite("The schema of proofs", .enabled(if: PythonScript.knows(module: "pycddl"), "a Python with pycddl"))
struct SchemaTests {
    private static let schema = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("docs/ledger.cddl").path

    @Test("Bundles match it, with their records and transactions; other values do not")
    func matches() throws {
        var lines: [String] = []
        for world in 0..<3 {
            for (_, bundle) in try Worlds.zone(world).bundles() {
                lines.append("proof-bundle \(bundle.encoded().hex)")
                for entry in bundle.state.entries.map(\.entry) {
                    lines.append("\(Self.rule(entry.key.kind)) \(entry.bytes.hex)")
                }
                for placed in bundle.transactions {
                    lines.append("signed-transaction \(placed.proof.transaction.encoded().hex)")
                }
            }
        }
        let answer = try PythonScript("check_cddl.py").run([Self.schema], lines: lines)
        #expect(answer.status == 0, "\(answer.output)")
        #expect(answer.output.contains("\(lines.count) of \(lines.count) encodings match"))
        let wrong = try #require(try Worlds.zone(0).bundles().first).bundle.with(blocks: [])
        let other = try PythonScript("check_cddl.py").run(
            [Self.schema], lines: ["proof-bundle \(wrong.encoded().hex)"])
        #expect(other.status == 1 && other.output.contains("0 of 1 encodings match"))
    }

    private static func rule(_ kind: StateKind) -> String { "\(kind)-record" }
}
