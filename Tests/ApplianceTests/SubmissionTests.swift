import Appliance
import Foundation
import Testing

extension ServiceTests {
    @Suite("Hourly readings", .serialized, .timeLimit(.minutes(2)))
    struct SubmissionTests {
        private static let buses = """
            buses:
              - name: here
                port: line.tty
                baud: 38400
                parity: E
                poll: 0.3
                devices:
                  - {name: house, unit: 1, profile: eastron-sdm120, meter: M1}
            """

        /// The ends of the intervals that were booked, by their blocks, in order.
        private static func booked(_ service: Service) async throws -> [(height: UInt64, ends: [String])] {
            var blocks: [(height: UInt64, ends: [String])] = []
            for event in try await service.events().sorted(by: { $0.height < $1.height })
            where event.kind == "readingsBooked" {
                let end = try #require(event.text.split(separator: " ").first { $0.hasPrefix("2026-") })
                if blocks.last?.height == event.height {
                    blocks[blocks.count - 1].ends.append(String(end.prefix(16)))
                } else {
                    blocks.append((event.height, [String(end.prefix(16))]))
                }
            }
            return blocks
        }

        @Test("a box hands in four quarters of an hour at the hour's end, and a restart between loses none")
        func hourly() async throws {
            let zone = try TestZone(
                [("substation", "validator, box")],
                policy: "illustrative: true, collector_watermark: 0s, intervals_per_submission: 4")
            let simulation = try await zone.folder.simulate(OneHouse.scene, clock: "clock.yaml")
            try zone.configure("substation", Self.buses)
            var service = try await zone.start("substation")
            let applied = try await zone.register(TestZone.registry(meters: [("M1", "12000001")]))
            #expect(applied.code == 0, "\(applied)")
            // An hour whole, from a box that never stopped.
            let first = service
            try await wait(for: "an hour's readings in one block") {
                try await Self.booked(first).contains { $0.ends.count == 4 } ? () : nil
            }
            let whole = try await Self.booked(first)
            #expect(whole.allSatisfy { $0.ends.last?.hasSuffix(":30") == true }, "local hours: \(whole)")
            // Some of the next hour waits when the box stops.
            try await wait(for: "readings that wait") { try await first.status().outbox >= 2 ? () : nil }
            let last = try #require(try await Self.booked(first).last?.ends.last)
            #expect(await service.child.stop() == 0)
            service = try await zone.start("substation")
            let again = service
            let next = try await wait(for: "the hour that was interrupted") {
                try await Self.booked(again).first { $0.ends.allSatisfy { $0 > last } }
            }
            #expect(next.ends.count >= 2 && next.ends.first?.hasSuffix(":45") == true, "after \(last): \(next)")
            #expect(await service.child.stop() == 0)
            #expect(await simulation.stop() == 0)
        }
    }
}
