import Appliance
import Foundation
import Testing

extension ServiceTests {
    @Suite("Damage", .serialized, .timeLimit(.minutes(2)))
    struct DamageTests {
        /// A zone whose only validator has written a chain and has ended.
        private static func writtenZone() async throws -> (TestZone, height: UInt64) {
            let zone = try TestZone([("substation", "validator, box"), ("box-1", "box")])
            try zone.configure("substation")
            let service = try await zone.start("substation")
            let labels = (1...40).map { (label: "M\($0)", serial: "\($0)") }
            let applied = try await zone.register(TestZone.registry(meters: labels))
            try #require(applied.code == 0, "\(applied)")
            let height = try await service.status().height
            #expect(await service.child.stop() == 0)
            return (zone, height)
        }

        /// What a service leaves in the log beside the file hides damage of the file.
        private static func moveLog(of label: String, in zone: TestZone) async throws {
            let result = try await run(
                URL(filePath: "/usr/bin/sqlite3"), ["\(label)/chain.db", "PRAGMA wal_checkpoint(TRUNCATE)"],
                in: zone.folder.url)
            try #require(result.code == 0, "\(result)")
        }

        @Test("a damaged chain.db is found, named, not touched, and fetched again")
        func chain() async throws {
            let (zone, _) = try await Self.writtenZone()
            try await Self.moveLog(of: "substation", in: zone)
            let file = zone.folder.file("substation/chain.db")
            let good = try Data(contentsOf: file)
            var damaged = good
            for offset in stride(from: good.count / 3, to: good.count * 2 / 3, by: 61) { damaged[offset] ^= 0x5A }
            try damaged.write(to: file)
            let verified = try await zone.gridtally("ledger", "verify", "--config", "substation.yaml")
            #expect(verified.code == 5 && (verified.output + verified.errors).contains("chain.db"), "\(verified)")
            let started = try await zone.gridtally("run", "--config", "substation.yaml")
            expect(started, code: 5, words: ["chain.db", "damaged", "move the file away"])
            #expect(try Data(contentsOf: file) == damaged)

            try good.write(to: file)
            let service = try await zone.start("substation")
            #expect(await service.child.stop() == 0)
        }

        @Test("a box with peers puts a damaged chain aside, keeps what holds, and fetches the rest")
        func salvage() async throws {
            let zone = try TestZone([("substation", "validator, box"), ("box-1", "box")])
            try zone.configure("substation")
            try zone.configure("box-1", follows: true)
            let validator = try await zone.start("substation")
            let follower = try await zone.start("box-1")
            let labels = (1...40).map { (label: "M\($0)", serial: "\($0)") }
            let applied = try await zone.register(TestZone.registry(meters: labels))
            try #require(applied.code == 0, "\(applied)")
            try await wait(for: "the follower has it all") {
                try await follower.status().height >= validator.status().height ? () : nil
            }
            #expect(await follower.child.stop() == 0)
            try await Self.moveLog(of: "box-1", in: zone)
            let file = zone.folder.file("box-1/chain.db")
            var bytes = try Data(contentsOf: file)
            for offset in stride(from: bytes.count / 2, to: bytes.count * 3 / 4, by: 61) { bytes[offset] ^= 0x5A }
            try bytes.write(to: file)

            let again = try await zone.start("box-1")
            try await wait(for: "equal states") {
                let (left, right) = (try await validator.status(), try await again.status())
                return left.height == right.height && left.stateRoot == right.stateRoot ? () : nil
            }
            #expect((again.child.output + again.child.errors).contains("is damaged"))
            let names = try FileManager.default.contentsOfDirectory(atPath: zone.folder.file("box-1").path)
            let aside = try #require(names.first { $0.hasPrefix("chain.db.damaged-") && $0.last?.isNumber == true })
            let kept = try Data(contentsOf: zone.folder.file("box-1/\(aside)"))
            #expect(kept.count == bytes.count && kept[kept.count / 2] == bytes[bytes.count / 2])
            #expect(await again.child.stop() == 0)
            #expect(await validator.child.stop() == 0)
            let verified = try await zone.gridtally("ledger", "verify", "--config", "box-1.yaml")
            #expect(verified.code == 0, "\(verified)")
        }

        @Test("the genesis of another zone is refused")
        func genesis() async throws {
            let (zone, _) = try await Self.writtenZone()
            let other = try TestZone([("substation", "validator, box"), ("box-2", "box")])
            try FileManager.default.removeItem(at: zone.folder.file("genesis.cbor"))
            try FileManager.default.copyItem(
                at: other.folder.file("genesis.cbor"), to: zone.folder.file("genesis.cbor"))
            let started = try await zone.gridtally("run", "--config", "substation.yaml")
            expect(started, code: 2, words: ["chain.db", "genesis"])
        }

        @Test("a second service on the same data is refused, and the first goes on")
        func twice() async throws {
            let zone = try TestZone([("substation", "validator, box")])
            try zone.configure("substation")
            let first = try await zone.start("substation")
            let second = try await zone.gridtally("run", "--config", "substation.yaml")
            expect(second, code: 1, words: ["in use by another process", "Stop the other"])
            #expect(try await first.status().role == "validator")
            #expect(await first.child.stop() == 0)
        }
    }
}
