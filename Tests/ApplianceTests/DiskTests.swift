import Appliance
import Foundation
import Testing

extension ServiceTests {
    @Suite("Full and read-only disks of running services", .serialized, .timeLimit(.minutes(3)))
    struct DiskTests {
        private static let validators = ["v1", "v2", "v3", "v4"]

        /// Four validators that pay each other's way; the last one's data are on the disk that suffers.
        private struct Site {
            let zone: TestZone
            let disk: SmallDisk
            var services: [Service]

            var healthy: Service { self.services[0] }
            var suffering: Service { self.services[3] }

            init(_ kind: SmallDisk.Kind) async throws {
                self.zone = try TestZone(DiskTests.validators.map { ($0, "validator, box") }, scale: 60)
                self.disk = try SmallDisk(at: self.zone.folder.file("v4"), kind)
                for label in DiskTests.validators {
                    try self.zone.connect(label, peers: DiskTests.validators.filter { $0 != label })
                }
                self.services = []
                for label in DiskTests.validators { self.services.append(try self.zone.launch(label)) }
                for service in self.services { try await service.answers() }
                let applied = try await self.zone.register(
                    TestZone.registry(meters: [("M1", "1")], box: "v1"), through: "v1")
                try #require(applied.code == 0, "\(applied)")
                try await self.pay("before")
                try await self.agree()
            }

            @discardableResult
            func pay(_ reference: String) async throws -> UInt64 {
                let signer = try Signer(client: self.healthy.client, key: self.zone.folder.file("keys/bank.key"))
                return try #require(
                    try await signer.pay(account: "A-M1", paise: 100, reference: reference).height)
            }

            /// The suffering box has what the others have.
            func agree() async throws {
                try await wait(for: "equal states", seconds: 90) {
                    let (left, right) = (try await self.healthy.status(), try await self.suffering.status())
                    return left.height == right.height && left.stateRoot == right.stateRoot ? () : nil
                }
            }

            /// It stores nothing, votes no more, says both, and serves what it has; the others go on.
            func suffers(_ words: String) async throws -> StatusReport {
                let status = try await wait(for: "the box says that it stores nothing") {
                    let status = try await self.suffering.status()
                    return status.notStoring != nil && status.notVoting != nil ? status : nil
                }
                #expect(status.role == "follower" && status.notStoring?.contains(words) == true, "\(status)")
                let blocks: [BlockReport] = try await self.suffering.client.get("/api/v1/ledger/blocks?count=2")
                #expect(blocks.last?.height == status.height)
                #expect(try await self.pay("meanwhile") > status.height)
                #expect(try await self.suffering.status().height == status.height)
                let shown = try await self.zone.gridtally("status", "--socket", "v4.sock")
                #expect(shown.output.contains("STORES NOTHING") && shown.output.contains("DOES NOT VOTE"), "\(shown)")
                let doctor = try await self.zone.gridtally("doctor", "--config", "v4.yaml")
                #expect(doctor.code == 1 && doctor.output.contains("no block is stored"), "\(doctor)")
                let told = self.suffering.child.errors + self.suffering.child.output
                #expect(told.contains("cannot be stored") || told.contains("stops voting"), "\(told)")
                #expect(told.components(separatedBy: "cannot be stored").count <= 2, "once")
                return status
            }

            /// Started again, it votes again.
            mutating func restart() async throws {
                #expect(await self.suffering.child.stop() == 0)
                self.services[3] = try await self.zone.start("v4")
            }

            func end() async throws {
                try await self.pay("after")
                try await self.agree()
                try await wait(for: "it votes again") {
                    try await self.suffering.status().role == "validator" ? () : nil
                }
                for service in self.services { #expect(await service.child.stop() == 0) }
                let verified = try await self.zone.gridtally("ledger", "verify", "--config", "v4.yaml")
                #expect(verified.code == 0, "\(verified)")
            }
        }

        @Test(
            "with a full disk a validator goes on as a follower, and catches up once there is room",
            .enabled(if: SmallDisk.isPossible))
        func full() async throws {
            var site = try await Site(.memory(kilobytes: 16_384))
            try site.disk.fill()
            try await site.pay("too much")
            let status = try await site.suffers("disk is full")

            try site.disk.makeRoom()
            try await site.agree()
            let again = try await site.suffering.status()
            #expect(again.height > status.height && again.notStoring == nil && again.notVoting != nil)
            try await site.restart()
            try await site.end()
        }

        @Test(
            "with a card that turned read-only it does so too, and goes on from a repaired one",
            .enabled(if: SmallDisk.canBreak))
        func readOnly() async throws {
            var site = try await Site(.card)
            try site.disk.wearOut()
            try await site.pay("too much")
            let status = try await site.suffers("read-only")

            #expect(await site.suffering.child.stop() != nil)
            let refused = try await site.zone.gridtally("run", "--config", "v4.yaml")
            expect(refused, code: 1, words: ["v4/", "read-only", "Everything stored is kept"])
            try site.disk.repair()
            site.services[3] = try await site.zone.start("v4")
            #expect(try await site.suffering.status().height >= status.height)
            try await site.end()
        }
    }
}
