import Appliance
import Foundation
import Testing

extension ServiceTests {
    @Suite("Simulated lines", .serialized, .timeLimit(.minutes(2)))
    struct SimulatedLineTests {
        private static let scene = """
            scene: test
            seed: 1
            start: 2026-01-05T00:30:00Z
            utc_offset: "+05:30"
            lines:
              - name: line
                link: line.tty
                baud: 38400
                parity: even
                stop_bits: 1
                turnaround_ms: 5
                transformer:
                  unit: 100
                  profile: eastron-sdm630
                  serial: 63000001
                  initial_kwh: 15230.4
                  load_loss: {watts: 320, at_kw: 25}
                  no_load_loss_w: 55
                houses:
                  count: 1
                  first_unit: 1
                  profile: eastron-sdm120
                  first_serial: 12000001
                  daily_kwh: [6, 14]
                  initial_kwh: [150, 4200]
                  relay_modules: [201]
                relay_modules:
                  - {unit: 201, profile: waveshare-relay-8ch}

            """

        @Test("a port that is not there is told with its bus, and the other bus goes on")
        func missingPort() async throws {
            let zone = try TestZone([("substation", "validator, box")])
            try zone.folder.write("scene.yaml", Self.scene)
            let simulation = try Child(
                Executable.file,
                [
                    "simulate", "--scene", "scene.yaml", "--profiles", Executable.profiles.path, "--clock",
                    "clock.yaml",
                ], folder: zone.folder.url, log: zone.folder.file("simulation.log"))
            try await wait(for: "the simulated line") {
                FileManager.default.fileExists(atPath: zone.folder.file("line.tty").path) ? () : nil
            }
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
