import Appliance
import Foundation
import Testing

extension ServiceTests {
    @Suite("Simulated lines", .serialized, .timeLimit(.minutes(2)))
    struct SimulatedLineTests {
        @Test("a port that is not there is told with its bus, and the other bus goes on")
        func missingPort() async throws {
            let zone = try TestZone([("substation", "validator, box")])
            let simulation = try await zone.folder.simulate(OneHouse.scene, clock: "clock.yaml")
            try zone.configure(
                "substation",
                """
                buses:
                  - name: gone
                    port: adapter.tty
                    poll: 0.3
                    devices:
                      - {name: far, unit: 1, profile: eastron-sdm120, meter: M9}
                  - name: here
                    port: line.tty
                    baud: 38400
                    parity: E
                    poll: 0.3
                    devices:
                      - {name: house, unit: 1, profile: eastron-sdm120, meter: M1}
                      - {name: nobody, unit: 77, profile: eastron-sdm120, meter: M2}
                """)
            let service = try await zone.start("substation")
            let applied = try await zone.register(
                TestZone.registry(meters: [("M1", "12000001"), ("M2", "12000002"), ("M9", "12000009")]))
            #expect(applied.code == 0, "\(applied)")
            let first = try await service.register(of: "M1")
            let next = try await service.register(of: "M1") { $0.boundary > first.boundary }
            #expect(next.value >= first.value)
            let status = try await zone.gridtally("status", "--socket", "substation.sock")
            for words in ["bus gone", "adapter.tty", "no such port", "is the adapter plugged in"] {
                #expect(status.output.contains(words), "no '\(words)' in \(status)")
            }
            #expect(status.output.contains("bus here") && status.output.contains("NOT COMMUNICATING"), "\(status)")
            #expect(await service.child.stop() == 0)
            #expect(await simulation.stop() == 0)
            #expect(!FileManager.default.fileExists(atPath: zone.folder.file("line.tty").path))
        }
    }
}
