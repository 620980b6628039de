import CanonicalCBOR
import Contract
import Foundation
import Identity
import Ledger
import TestSupport
import Testing

@testable import Proofs

/// `docs/ledger.cddl` says what a bundle is: checked by an implementation that is not ours.
@Suite("The schema of proofs", .enabled(if: PythonScript.knows(module: "pycddl"), "a Python with pycddl"))
struct SchemaTests {
    private static let schema = PackageFolder.file("docs/ledger.cddl").path

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

    @Test("Held bills and transformer ratios match it")
    func holds() throws {
        var zone = try ProofZone.held()
        var lines: [String] = []
        func add() {
            for entry in zone.state.entries() where [.account, .meter].contains(entry.key.kind) {
                lines.append("\(Self.rule(entry.key.kind)) \(entry.bytes.hex)")
            }
        }
        add()
        let held = zone.state.accounts[1].heldPeriods
        #expect(held.count == 2 && zone.state.meters[2].ratios?.isContradictory == true)
        try zone.showRatio(100_000)
        add()
        let answer = try PythonScript("check_cddl.py").run([Self.schema], lines: lines)
        #expect(answer.output.contains("\(lines.count) of \(lines.count) encodings match"), "\(answer.output)")
    }

    @Test(
        "A handover of more members than a zone can have is none",
        arguments: [(1000, 100, true), (1001, 0, false), (0, 101, false)])
    func handovers(leaves: Int, joins: Int, isTaken: Bool) throws {
        let zone = try Worlds.zone(0)
        let handover = EpochHandover(
            last: FinalHeader(try #require(zone.blocks.first)), leaves: (0..<leaves).map { PrincipalID(UInt32($0)) },
            joins: (0..<joins).map { Validator(id: PrincipalID(UInt32($0)), key: zone.key(.box).publicKey) })
        var fields = try CBORFields(handover.cbor, of: "handover")
        #expect((try? EpochHandover(&fields)) == (isTaken ? handover : nil))
        // The schema's implementation counts no items that are arrays.
        guard joins <= 100 else { return }
        let answer = try PythonScript("check_cddl.py").run(
            [Self.schema], lines: ["epoch-handover \(handover.cbor.encoded().hex)"])
        #expect((answer.status == 0) == isTaken, "\(answer.output)")
    }

    private static func rule(_ kind: StateKind) -> String { "\(kind)-record" }
}
