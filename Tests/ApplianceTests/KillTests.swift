import Appliance
import Foundation
import TestSupport
import Testing

extension ServiceTests {
    @Suite("SIGKILL at random moments", .serialized, .timeLimit(.minutes(4)))
    struct KillTests {
        private static let collectors = ["bank", "bank-2", "bank-3", "bank-4"]

        @Test("killed 50 times during commits, a validator keeps every payment that was reported final")
        func kill() async throws {
            var random = SeededGenerator(seed: 20_260_105)
            let zone = try TestZone(
                Self.collectors.dropFirst().map { ($0, "collector") } + [
                    ("substation", "validator, box"), ("box-1", "box"),
                ],
                scale: 60)
            try zone.configure("substation")
            try zone.configure("box-1", follows: true)
            var validator = try await zone.start("substation")
            let follower = try await zone.start("box-1")
            let applied = try await zone.register(TestZone.registry(meters: [("M1", "1")]))
            try #require(applied.code == 0, "\(applied)")

            let payers = Payers()
            let client = validator.client
            let paying = Self.collectors.map { label in
                Task { try await payers.pay("A-M1", with: zone.folder.file("keys/\(label).key"), at: client) }
            }
            var height: UInt64 = 0
            var killsUnderWay = 0
            for round in 1...50 {
                let known = payers.final.count
                try await wait(for: "a payment in life \(round)") { payers.final.count > known ? () : nil }
                // The moment of the kill is what is random here; nothing is waited for.
                try await Task.sleep(for: .microseconds(Int.random(in: 0...300_000, using: &random)))
                if payers.underWay > 0 { killsUnderWay += 1 }
                await validator.child.kill()
                if round.isMultiple(of: 10) {
                    // And once more while it recovers.
                    let recovering = try zone.launch("substation")
                    try await Task.sleep(for: .microseconds(Int.random(in: 0...200_000, using: &random)))
                    await recovering.child.kill()
                }
                let fresh = payers.takeFresh()
                validator = try await zone.start("substation")
                let status = try await validator.status()
                #expect(status.height >= height && status.height >= fresh.values.max() ?? 0, "the chain shrank")
                height = status.height
                try await Self.check(fresh, validator)
                if round.isMultiple(of: 10) { try await Self.verify(zone, ["substation", "box-1"]) }
            }
            paying.forEach { $0.cancel() }
            for task in paying { _ = try? await task.value }
            #expect(killsUnderWay >= 40, "only \(killsUnderWay) of 50 kills hit a payment under way")

            try await Self.check(payers.final, validator)
            try await Self.agree(validator, follower)
            #expect(follower.child.exitCode == nil, "the follower ran through it all")
            #expect(await validator.child.stop() == 0)
            #expect(await follower.child.stop() == 0)
            let roots = try await Self.verify(zone, ["substation", "box-1"])
            #expect(Set(roots).count == 1)
            for box in ["substation", "box-1"] {
                let check = try await run(
                    URL(filePath: "/usr/bin/sqlite3"), ["\(box)/chain.db", "PRAGMA integrity_check"],
                    in: zone.folder.url)
                #expect(check.output == "ok\n", "\(check)")
            }
        }

        /// Every payment is in the block that was told.
        private static func check(_ payments: [String: UInt64], _ service: Service) async throws {
            guard let lowest = payments.values.min(), let highest = payments.values.max() else { return }
            var heights: [String: UInt64] = [:]
            var from = lowest
            while from <= highest {
                let blocks: [BlockReport] = try await service.client.get(
                    "/api/v1/ledger/blocks?from=\(from)&count=500")
                for block in blocks { for transaction in block.transactions { heights[transaction.id] = block.height } }
                from = try #require(blocks.last, "no blocks from \(from)").height + 1
            }
            for (id, height) in payments { #expect(heights[id] == height, "payment \(id) of block \(height) is lost") }
        }

        private static func agree(_ validator: Service, _ follower: Service) async throws {
            try await wait(for: "equal states") {
                let (left, right) = (try await validator.status(), try await follower.status())
                return left.height == right.height && left.stateRoot == right.stateRoot ? () : nil
            }
        }

        /// Executes replicas again from their genesis, while their services run or not; gives the roots.
        @discardableResult
        private static func verify(_ zone: TestZone, _ boxes: [String]) async throws -> [String] {
            var roots: [String] = []
            for box in boxes {
                let result = try await run(
                    Executable.file, ["ledger", "verify", "--json", "--config", "\(box).yaml"], in: zone.folder.url,
                    seconds: 60)
                #expect(result.code == 0, "\(result)")
                roots += try result.objects().compactMap { $0["state_root"] as? String }
            }
            return roots
        }
    }
}
