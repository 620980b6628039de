import Appliance
import Foundation
import Testing

extension ServiceTests {
    @Suite("Valves and their pulse meters", .serialized, .timeLimit(.minutes(5)))
    struct ValveTests {
        private static let taps = [
            ValveSite.Tap(label: "W1", channel: 1, configured: 1),
            // Two whose valves were mixed up.
            ValveSite.Tap(label: "W2", channel: 2, configured: 3),
            ValveSite.Tap(label: "W3", channel: 3, configured: 2),
            ValveSite.Tap(label: "W4", channel: 4, configured: 4, leakLitresPerHour: 600),
            ValveSite.Tap(label: "W5", channel: 5, configured: 5, dailyLitres: 240),
        ]

        @Test("a guided trip pairs a valve with the one meter that stands still, and with no other")
        func pairing() async throws {
            let site = try await ValveSite(Self.taps, scale: 120)
            let service = try await site.start()
            let paired = try await site.pair("W1")
            #expect(paired.code == 0 && paired.output.contains("Paired: W1 stood still and came back"), "\(paired)")
            #expect(paired.errors.contains("Open a tap behind W1"), "\(paired)")
            let relay = try await site.relay("W1")
            #expect(
                relay["output"] as? String == "closed" && relay["paired_by"] as? String == "meena (meena)", "\(relay)")
            let wrong = try await site.pair("W2")
            #expect(wrong.code == 1 && wrong.output.contains("W2 did not stand"), "\(wrong)")
            let leaking = try await site.pair("W4")
            #expect(leaking.code == 1 && leaking.output.contains("W4 did not stand"), "\(leaking)")
            let moved = site.switched().count
            let small = try await site.pair("W5")
            #expect(small.code == 1 && small.output.contains("open more taps"), "\(small)")
            #expect(site.switched().count == moved)
            for label in ["W2", "W4", "W5"] {
                let relay = try await site.relay(label)
                #expect(relay["paired_at"] == nil && relay["output"] as? String == "closed", "\(relay)")
            }
            await site.stop(service)
        }

        @Test("without the service a valve is paired on the box's own files and line")
        func offline() async throws {
            let site = try await ValveSite([Self.taps[0]], scale: 120)
            let service = try await site.start()
            _ = await service.child.stop()
            let paired = try await site.pair("W1")
            #expect(paired.code == 0 && paired.errors.contains("no service answers"), "\(paired)")
            #expect(paired.errors.contains("Open a tap behind W1"), "\(paired)")
            #expect(try await site.relay("W1")["paired_by"] as? String == "meena (meena)")
            await site.stop()
        }

        @Test("what flows past a shut valve is told on the chain, of the one that leaks")
        func leak() async throws {
            let site = try await ValveSite(
                [
                    ValveSite.Tap(label: "W1", channel: 1, configured: 1, isOpen: false, isPaired: true),
                    ValveSite.Tap(
                        label: "W2", channel: 2, configured: 2, isOpen: false, isPaired: true, leakLitresPerHour: 600),
                ], scale: 120)
            let service = try await site.start()
            try await wait(for: "the alarm on the chain", seconds: 60) {
                try await service.events().contains { $0.text.contains("W2") && $0.text.contains("alarm") } ? () : nil
            }
            let log = service.child.errors
            #expect(log.contains("W2") && log.contains("have flowed since the contact was read open"), "\(log)")
            #expect(try await !service.events().contains { $0.text.contains("W1") && $0.text.contains("alarm") })
            #expect(site.switched().isEmpty)
            await site.stop(service)
        }
    }
}
