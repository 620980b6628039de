import CanonicalCBOR
import Foundation
import Ledger
import TestSupport
import Testing

/// `docs/ledger.cddl` says what is on the chain: checked by an implementation that is not ours.
@Suite(.enabled(if: PythonScript.knows(module: "pycddl"), "a Python with pycddl"))
struct SchemaTests {
    private static let schema = PackageFolder.file("docs/ledger.cddl").path

    @Test func recordsMatchTheSchema() throws {
        var random = RandomRecords(generator: SeededGenerator(seed: 8610))
        var lines: [String] = []
        func add(_ rule: String, _ bytes: [UInt8]) {
            lines.append("\(rule) \(bytes.map { String(format: "%02x", $0) }.joined())")
        }
        for _ in 0..<15 {
            for kind in 0..<RandomRecords.bodyKinds { add("signed-transaction", random.transaction(kind).encoded()) }
            let block = random.block()
            let certificate = try #require(Certificate(votes: random.votes(for: block)))
            let link = [random.header()]
            add("block", block.encoded())
            add("finalized-block", FinalizedBlock(block: block, certificate: certificate, link: link).encoded())
            add(
                "finalized-range",
                FinalizedRange(blocks: [block], tail: link, certificate: certificate).encoded())
            add("genesis", random.genesis().encoded())
            let entries = random.state()
            add("snapshot-head", random.snapshotHead(entries).encoded())
            add("snapshot-chunk", SnapshotChunk.encode(entries))
        }
        let answer = try PythonScript("check_cddl.py").run([Self.schema], lines: lines)
        #expect(answer.status == 0, "\(answer.output)")
        #expect(answer.output.contains("\(lines.count) of \(lines.count) encodings match"))
    }
}
