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

        @Test("a validator that was away too long comes back by a snapshot, and votes again")
        func validator() async throws {
            let labels = ["v1", "v2", "v3", "v4"]
            let zone = try TestZone(labels.map { ($0, "validator") })
            let places = try labels.map { label in
                (label, publish: "tcp://127.0.0.1:\(try freePort())", catchUp: "tcp://127.0.0.1:\(try freePort())")
            }
            for (label, publish, catchUp) in places {
                let peers = places.filter { $0.0 != label }.map {
                    TestZone.peer($0.0, publish: $0.publish, catchUp: $0.catchUp)
                }
                try zone.configure(
                    label,
                    network: "publish: \"\(publish)\", catch_up: \"\(catchUp)\", snapshot_after: 5, "
                        + "peers: [\(peers.joined(separator: ", "))]")
            }
            var services: [Service] = []
            for label in labels { services.append(try await zone.start(label)) }
            let (first, last) = (services[0], services[3])
            try await wait(for: "blocks of all four") { try await last.status().height >= 2 ? () : nil }
            #expect(await last.child.stop() == 0)
            let left = try await first.status().height
            try await wait(for: "blocks that it misses", seconds: 60) {
                try await first.status().height >= left + 9 ? () : nil
            }
            services[3] = try await zone.start("v4")
            let back = services[3]
            try await wait(for: "the state of a snapshot") {
                back.child.errors.contains("the chain begins at block") ? () : nil
            }
            let begins = try await back.status().height
            try await wait(for: "its votes in later certificates", seconds: 60) {
                let report: ValidatorsReport = try await first.client.get("/api/v1/validators?count=20")
                let signed = report.validators.first { $0.label == "v4" }?.lastSigned ?? 0
                return signed > begins ? () : nil
            }
            #expect(try await back.status().role == "validator")
            for service in services { #expect(await service.child.stop() == 0) }
            let verified = try await zone.gridtally("ledger", "verify", "--config", "v4.yaml")
            #expect(verified.code == 0, "\(verified)")
            #expect(try await Self.firstBlock(of: "v4", in: zone) > 2)
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
