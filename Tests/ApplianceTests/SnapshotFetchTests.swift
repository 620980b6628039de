import Appliance
import Foundation
import Testing

extension ServiceTests {
    @Suite("Snapshots from peers", .serialized, .timeLimit(.minutes(2)))
    struct SnapshotFetchTests {
        /// A validator with so many blocks that a follower would rather have the state.
        private static func grown(_ zone: TestZone) async throws -> Service {
            try zone.configure("substation")
            let validator = try await zone.start("substation")
            let applied = try await zone.register(TestZone.registry(meters: [("M1", "1"), ("M2", "2")]))
            try #require(applied.code == 0, "\(applied)")
            try await wait(for: "blocks to lack") { try await validator.status().height >= 12 ? () : nil }
            return validator
        }

        private static func agree(_ left: Service, _ right: Service) async throws {
            try await wait(for: "equal states") {
                let (left, right) = (try await left.status(), try await right.status())
                return left.height == right.height && left.stateRoot == right.stateRoot ? () : nil
            }
        }

        /// The lowest height of which the box has a block.
        private static func firstBlock(of label: String, in zone: TestZone) async throws -> Int {
            let result = try await run(
                URL(filePath: "/usr/bin/sqlite3"), ["\(label)/chain.db", "SELECT min(height) FROM blocks"],
                in: zone.folder.url)
            return try #require(Int(result.output.trimmingCharacters(in: .whitespacesAndNewlines)), "\(result)")
        }

        @Test("a new box far behind gets the state from its peer, follows on, starts again and verifies")
        func newBox() async throws {
            let zone = try TestZone([("substation", "validator, box"), ("box-1", "box"), ("box-2", "box")])
            let validator = try await Self.grown(zone)
            try zone.configure("box-1", follows: true, snapshotAfter: 5)
            // An archive gets every block.
            try zone.configure("box-2", follows: true)
            let (new, archive) = (try await zone.start("box-1"), try await zone.start("box-2"))
            try await wait(for: "the state of a snapshot") {
                new.child.errors.contains("the chain begins at block") ? () : nil
            }
            let begins = try await new.status().height
            try await wait(for: "blocks after it") { try await new.status().height > begins + 1 ? () : nil }
            try await Self.agree(validator, new)
            try await Self.agree(validator, archive)
            #expect(try await Self.firstBlock(of: "box-1", in: zone) > 1)
            #expect(try await Self.firstBlock(of: "box-2", in: zone) == 1)
            #expect(!archive.child.errors.contains("the chain begins at block"))

            // What it has it keeps: after a start it goes on from there.
            #expect(await new.child.stop() == 0)
            let again = try await zone.start("box-1")
            try await Self.agree(validator, again)
            for service in [again, archive, validator] { #expect(await service.child.stop() == 0) }
            for box in ["box-1", "box-2", "substation"] {
                let verified = try await zone.gridtally("ledger", "verify", "--config", "\(box).yaml", "--json")
                #expect(verified.code == 0, "\(verified)")
            }
        }

        @Test("a peer that changes chunks is told apart and left alone; the state comes from the other")
        func liar() async throws {
            let zone = try TestZone([("substation", "validator, box"), ("liar", "box"), ("box-1", "box")])
            let validator = try await Self.grown(zone)
            let liar = try LyingPeer("liar", of: zone, follower: "box-1")
            let lying = Task { try await liar.run() }
            try zone.configure(
                "box-1", follows: true,
                peers: [TestZone.peer("liar", publish: liar.publish, catchUp: liar.catchUp)], snapshotAfter: 5)
            let new = try await zone.start("box-1")
            try await wait(for: "the state of a snapshot") {
                new.child.errors.contains("the chain begins at block") ? () : nil
            }
            try await Self.agree(validator, new)
            #expect(await liar.lies > 0)
            #expect(new.child.errors.contains("snapshot from liar refused: the "), "\(new.child.errors)")
            #expect(!new.child.errors.contains("snapshot from substation refused"))
            let peers = try await zone.gridtally("peers", "--json", "--socket", "box-1.sock")
            let counters = try #require(peers.objects().first?["counters"] as? [String: Any], "\(peers)")
            #expect((counters["snapshot_parts_refused"] as? Int ?? 0) > 0, "\(peers)")
            #expect(await new.child.stop() == 0)
            #expect(await validator.child.stop() == 0)
            await liar.stop()
            lying.cancel()
            let verified = try await zone.gridtally("ledger", "verify", "--config", "box-1.yaml")
            #expect(verified.code == 0, "\(verified)")
        }
    }
}
