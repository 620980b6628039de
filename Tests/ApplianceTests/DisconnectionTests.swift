import Appliance
import Foundation
import Testing

extension ServiceTests {
    @Suite("Orders to disconnect", .serialized, .timeLimit(.minutes(5)))
    struct DisconnectionTests {
        /// An hour's bill, due at once; the notice has run out two and a half hours after the start at six o'clock.
        private static let policy =
            "illustrative: true, billing_period: 1h, billing_grace: 15m, due_after: 15m, notice_period: 30m, "
            + "balance_grace: 10m, switching_hours: 09:30-20:00, freshness: 30m, arrears_floor: 1, collector_watermark: 0s"

        private static let houses = [
            RelaySite.House(label: "M1", serial: 12_000_001, channel: 1, configured: 1, isPaired: true),
            RelaySite.House(
                label: "M2", serial: 12_000_002, channel: 2, configured: 2, isPaired: true, foundSerial: 12_009_999),
            RelaySite.House(label: "M3", serial: 12_000_003, channel: 3, configured: 3, isPaired: true),
            RelaySite.House(label: "M4", serial: 12_000_004, channel: 4, configured: 4, isPaired: true),
            RelaySite.House(label: "M5", serial: 12_000_005, channel: 5, configured: 5),
        ]

        @Test(
            "a cut-off chain trips nothing; then one house goes off, a crash moves nothing, and a payment brings it back"
        )
        func orders() async throws {
            let site = try await RelaySite(Self.houses, scale: 450, policy: Self.policy)
            let validator = try await site.zone.start("substation")
            let first = try await site.start()
            for house in Self.houses { try await site.waits(for: house.label, output: "closed") }
            #expect(try await site.run("tag", "add", "meter", "M3", "--reason", "joint", key: "meena").code == 0)
            let held = try await site.run("relay", "override", "M4", "--hours", "70", "--reason", "pump", key: "meena")
            #expect(held.code == 0, "\(held)")
            try await wait(for: "orders for all", seconds: 90) {
                let orders: [OrderReport] = try await first.client.get("/api/v1/orders")
                guard orders.count == Self.houses.count else {
                    let accounts = try await site.zone.gridtally("account", "--socket", "box-1.sock")
                    throw TimedOut(description: "\(orders.count) orders; \(accounts)")
                }
                return ()
            }

            // Nobody makes blocks any more, and the hours in which it would be allowed begin.
            #expect(await validator.child.stop() == 0)
            let stale = try await wait(for: "a stale chain in the allowed hours", seconds: 60) {
                let why = try await site.run("permit", "why", "M1").output
                return why.contains("holds  G5") && why.contains("FAILS  G2") ? why : nil
            }
            #expect(stale.contains("holds  G1") && stale.contains("holds  G8"), "\(stale)")
            try await wait(for: "the refusal in the journal") {
                try await site.run("permit", "why", "M1").output.contains("open: refused by guards") ? () : nil
            }
            #expect(site.switched().isEmpty, "\(site.switched())")

            // Blocks again, and a box whose clock is twenty minutes off.
            #expect(await first.child.stop() == 0)
            let back = try await site.zone.start("substation")
            let right = try site.clockIsAhead()
            let unsure = try await site.zone.start("box-1")
            try await wait(for: "the refusal for the clock", seconds: 60) {
                let why = try await site.run("permit", "why", "M1").output
                return why.contains("holds  G2") && why.contains("FAILS  G3") && why.contains("holds  G5") ? () : nil
            }
            #expect(site.switched().isEmpty, "\(site.switched())")
            #expect(await unsure.child.stop() == 0)
            try site.zone.folder.write("box-1.yaml", right)

            // Now one house goes off. Dead right behind the write.
            let service = try await site.zone.start("box-1")
            try await wait(for: "the trip", seconds: 60) { site.switched().isEmpty ? nil : () }
            await service.child.kill()
            let before = site.switched()
            #expect(before.count == 1 && before[0].contains("channel 1"), "\(before)")
            let again = try await site.zone.start("box-1")
            try await site.waits(for: "M1", output: "open")
            let relay = try await site.relay("M1")
            #expect(relay["control_state"] as? String == "disconnected" && relay["lock"] == nil, "\(relay)")
            // The record follows the reading that it rests on.
            try await wait(for: "a record of the trip in the journal", seconds: 60) {
                let explained = try await site.run("permit", "why", "M1", "--all").output
                return explained.contains("open: found so after a restart") || explained.contains("open: done")
                    ? () : nil
            }

            // The others stay on, each for its reason.
            for (meter, words) in [
                ("M2", "FAILS  G8 right meter: serial number \"12009999\""), ("M3", "FAILS  G11 no safety tag"),
                ("M4", "held until"), ("M5", "FAILS  G12 paired: the relay was not paired"),
            ] {
                let why = try await site.run("permit", "why", meter)
                #expect(why.output.contains(words), "\(why)")
                #expect(try await site.relay(meter)["output"] as? String == "closed")
            }
            #expect(site.switched() == before, "a restart moves nothing: \(site.switched())")

            let paid = try await site.zone.gridtally(
                "pay", "A-M1", "90000", "--reference", "P-1", "--key", "keys/bank.key", "--socket", "box-1.sock")
            #expect(paid.code == 0, "\(paid)")
            try await site.waits(for: "M1", output: "closed")
            #expect(site.switched().count == 2, "\(site.switched())")
            try await wait(for: "the switching on the chain") {
                let texts = try await again.events().map(\.text).filter { $0.contains("M1") }
                return texts.contains { $0.contains("open") } && texts.contains { $0.contains("closed") } ? () : nil
            }
            _ = await back.child.stop()
            await site.stop(again)
        }
    }
}
