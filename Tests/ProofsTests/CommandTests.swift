import Appliance
import Contract
import Foundation
import Ledger
import Metering
import Storage
import Testing

@testable import Proofs

/// `gridtally prove` and `verify` on a box's files.
@Suite("Proofs of a box's chain") final class CommandTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "gridtally-proofs-\(UUID())")

    deinit { try? FileManager.default.removeItem(at: self.folder) }

    private func file(_ name: String) -> URL { self.folder.appending(path: name) }

    /// A box that has the whole chain of a zone.
    private func box(_ zone: ProofZone, through height: Int? = nil) async throws -> Proving {
        try FileManager.default.createDirectory(at: self.file("data"), withIntermediateDirectories: true)
        try Data(zone.genesis.encoded()).write(to: self.file("genesis.cbor"))
        try Data(
            """
            name: box
            genesis: genesis.cbor
            key: box.key
            data: data
            control: box.sock
            network: {peers: []}

            """.utf8
        ).write(to: self.file("box.yaml"))
        let store = try await ChainStore.open(directory: self.file("data").path, genesis: zone.genesis)
        var state = try ContractState(genesis: zone.genesis)
        for final in zone.blocks.prefix(height ?? zone.blocks.count) {
            try await store.append(final, outcome: try state.apply(final.block))
        }
        return Proving(configuration: self.file("box.yaml"))
    }

    private func verify(_ name: String) throws -> ProofVerificationReport {
        try ProofVerification.run(self.file(name), genesis: self.file("genesis.cbor"))
    }

    @Test("each kind is found by label and number, written once, and verified from file and genesis")
    func everyKind() async throws {
        let zone = try Worlds.zone(2)
        let proving = try await self.box(zone)
        let requests: [(ProofRequest, fact: String, ProofVerdict.Fact)] = [
            (.bill(account: "A-2", period: "0"), "bill", .integer(1)),
            (.bill(account: "0", period: "2026-01-04T22:00:00Z"), "bill", .integer(2)),
            (.reading(meter: "M-2", time: "2026-01-04T19:00:00Z", channel: nil), "value", .integer(1100)),
            (.reading(meter: "M-1", time: "2026-01-05T00:20:01+05:30", channel: "1-0:2.8.0"), "position", .integer(2)),
            (.payment(collector: "collector", reference: "UPI-2"), "amount_paise", .integer(5)),
            (.switching(meter: "M-2", order: nil), "events", .integer(4)),
        ]
        for (index, (request, fact, value)) in requests.enumerated() {
            let made = try await proving.run(request, out: self.file("\(index).proof"))
            #expect(made.facts[fact] == value, "\(request): \(made.facts)")
            let report = try self.verify("\(index).proof")
            #expect(report.isProven && report.facts == made.facts && report.sentences == made.sentences)
            await #expect(throws: FileError.self) { try await proving.run(request, out: self.file("\(index).proof")) }
        }
        let executed = try await Proving(configuration: self.file("box.yaml"), executes: true).run(
            .reading(meter: "M-2", time: "2026-01-04T19:00:00Z", channel: nil), out: self.file("booked.proof"))
        #expect(executed.facts["booked"] == .boolean(true) && executed.facts["register_value"] == .integer(3200))
    }

    @Test("readings that were signed with keys that are no more are proven with those")
    func replacedKeys() async throws {
        var zone = try ProofZone()
        try zone.register()
        try zone.read(intervals: 1)
        try zone.rotateKey(of: .box, seed: 77)
        try zone.read(intervals: 1)
        // By the registrar, and then by the box again: a key that came in a revocation is revoked by nobody.
        try zone.replaceKey(of: .box, seed: 78)
        try zone.read(intervals: 1)
        try zone.rotateKey(of: .box, seed: 79)
        try zone.read(intervals: 1)
        let proving = try await self.box(zone)
        for interval in 1...4 {
            let time = "\(ProofZone.start.adding(seconds: Int64(interval) * 900))"
            let made = try await proving.run(
                .reading(meter: "M-2", time: time, channel: nil), out: self.file("\(interval).proof"))
            #expect(made.facts["value"] == .integer(1100))
            #expect(made.sentences.contains { $0.contains("another key") } == (interval < 4))
            #expect(try self.verify("\(interval).proof").isProven)
        }
    }

    @Test("a switching shows every event of its order, and says where it may lack some", arguments: [30, 80])
    func manyEvents(_ count: Int) async throws {
        var zone = try Worlds.zone(0)
        // The first order was revoked; nothing came after it.
        let before = 4
        for _ in before..<count { try zone.report(.relayReadBack, 1) }
        let made = try await self.box(zone).run(.switching(meter: "M-2", order: nil), out: self.file("switching.proof"))
        let shown = min(count, ProofBundle.maximumEvents)
        #expect(made.facts["events"] == .integer(Int64(shown)))
        #expect(made.facts["events_at_limit"] == .boolean(count > shown))
        #expect(made.sentences.contains { $0.contains("is not shown.") && $0.contains("\(shown)") } == (count > shown))
        #expect(try self.verify("switching.proof").isProven)
    }

    @Test("what is not on the chain, and names that nobody has")
    func absent() async throws {
        let proving = try await self.box(try Worlds.zone(0))
        let requests: [(ProofRequest, isUsage: Bool)] = [
            (.bill(account: "A-9", period: "0"), true), (.bill(account: "A-1", period: "soon"), true),
            (.bill(account: "A-1", period: "77"), false),
            (.reading(meter: "M-9", time: "2026-01-04T19:00:00Z", channel: nil), true),
            (.reading(meter: "M-1", time: "yesterday", channel: nil), true),
            (.reading(meter: "M-1", time: "2026-01-04T19:00:00Z", channel: "1-0:9.8.0"), true),
            (.reading(meter: "M-1", time: "2031-01-04T19:00:00Z", channel: nil), false),
            (.payment(collector: "collector", reference: "UPI-9"), false),
            (.switching(meter: "M-1", order: nil), false), (.switching(meter: "M-2", order: 8), false),
        ]
        for (request, isUsage) in requests {
            do {
                _ = try await proving.run(request, out: self.file("none.proof"))
                Issue.record("\(request) is proven")
            } catch {
                #expect(ExitStatus.code(for: error) == (isUsage ? ExitStatus.usage : ExitStatus.found), "\(error)")
            }
        }
        #expect(!FileManager.default.fileExists(atPath: self.file("none.proof").path))
    }

    @Test("a file that was changed is not proven, one that was cut is damaged, another zone's is neither")
    func damage() async throws {
        let zone = try Worlds.zone(0)
        _ = try await self.box(zone).run(.bill(account: "A-1", period: "1"), out: self.file("bill.proof"))
        var bytes = try Data(contentsOf: self.file("bill.proof"))
        try bytes.dropLast(3).write(to: self.file("cut.proof"))
        bytes[bytes.count - 40] ^= 4
        try bytes.write(to: self.file("changed.proof"))
        let (cut, changed) = (try self.verify("cut.proof"), try self.verify("changed.proof"))
        #expect(!cut.isProven && cut.isDamaged && cut.problem != nil)
        #expect(!changed.isProven && !changed.isDamaged && changed.problem?.hasPrefix("state:") == true, "\(changed)")
        try Data(try ProofZone(validators: 1, zone: "other").genesis.encoded()).write(to: self.file("genesis.cbor"))
        let foreign = try self.verify("bill.proof")
        #expect(!foreign.isProven && !foreign.isDamaged && foreign.problem?.hasPrefix("genesis:") == true)
    }

    @Test("a box that began with a snapshot proves its state, and says what it does not have")
    func snapshot() async throws {
        let zone = try Worlds.zone(2)
        _ = try await self.box(zone)
        let full = try await ChainStore.open(
            directory: self.file("data").path, genesis: zone.genesis, access: .readOnly)
        _ = try await full.exportSnapshot(to: self.file("state").path)
        try FileManager.default.removeItem(at: self.file("data"))
        try FileManager.default.createDirectory(at: self.file("data"), withIntermediateDirectories: true)
        _ = try await ChainStore.importSnapshot(
            from: self.file("state").path, directory: self.file("data").path, genesis: zone.genesis)
        let proving = Proving(configuration: self.file("box.yaml"))
        _ = try await proving.run(.bill(account: "A-2", period: "0"), out: self.file("bill.proof"))
        #expect(try self.verify("bill.proof").isProven)
        await #expect(throws: ProofRequestError.self) {
            try await proving.run(
                .payment(collector: "collector", reference: "UPI-2"), out: self.file("payment.proof"))
        }
    }
}
