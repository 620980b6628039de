import Appliance
import Foundation
import Testing

extension ServiceTests {
    /// A box that polls a transformer's meter and a house's watches the transformer.
    @Suite("Watch for losses", .serialized, .timeLimit(.minutes(3)))
    struct LossServiceTests {
        private static let buses = """
            loss_detection:
              - {node: T1, topology: t1.json}
            buses:
              - name: line
                port: line.tty
                baud: 38400
                parity: E
                poll: 0.1
                devices:
                  - {name: transformer, unit: 100, profile: eastron-sdm630, meter: M0}
                  - {name: house, unit: 1, profile: eastron-sdm120, meter: M1}
            """

        private static let topology = """
            {"transformer": {"meter_id": "M0", "rated_kva": 25, "bus": "B0"},
             "houses": [{"meter_id": "M1", "phase": "L1", "accuracy_class": "1.0"}]}
            """

        private func until(_ service: Service) async throws -> String? {
            let reports: [LossReport] = try await service.client.get("/api/v1/losses?node=T1")
            let report = try #require(reports.first)
            return report.isReplaying ? nil : report.summary.coverage.first?.until
        }

        @Test("what the lines tell is balanced, kept, and known again after a restart")
        func watched() async throws {
            let zone = try TestZone([("substation", "validator, box")], scale: 900)
            try zone.folder.write("t1.json", Self.topology)
            let simulation = try await zone.folder.simulate(OneHouse.scene, clock: "clock.yaml")
            try zone.configure("substation", Self.buses)
            var service = try await zone.start("substation")
            let applied = try await zone.register(
                TestZone.registry(meters: [("M0", "63000001"), ("M1", "12000001")]))
            #expect(applied.code == 0, "\(applied)")
            let first = service
            let before = try await wait(for: "a balance", seconds: 90) { try await self.until(first) }

            let told = try await zone.gridtally("findings", "T1", "--socket", "substation.sock")
            #expect(told.output.contains("T1:") && told.output.contains("up to \(before.prefix(10))"), "\(told)")
            let page = try await zone.gridtally(
                "findings", "T1", "--page", "t1.html", "--socket", "substation.sock")
            let html = try String(contentsOf: zone.folder.file("t1.html"), encoding: .utf8)
            #expect(html.contains("Balance of transformer M0"), "\(page)")
            let unknown = try await zone.gridtally("findings", "T9", "--socket", "substation.sock")
            #expect(unknown.code > 1 && unknown.errors.contains("T9"), "\(unknown)")

            #expect(await service.child.stop() == 0)
            let kept = try await run(
                URL(fileURLWithPath: "/usr/bin/sqlite3"),
                [
                    "substation/telemetry.db",
                    "SELECT label, count(DISTINCT time_ms) > 10 FROM samples JOIN meters ON id = meter GROUP BY label",
                ], in: zone.folder.url)
            #expect(kept.output == "M0|1\nM1|1\n", "\(kept)")
            // The line is gone: what is known now was kept.
            #expect(await simulation.stop() == 0)
            service = try await zone.start("substation")
            let again = service
            let after = try await wait(for: "the balance of before") { try await self.until(again) }
            #expect(after >= before, "\(after) after \(before)")
            #expect(await service.child.stop() == 0)
        }

        private static let water = """
            scene: a district of water
            seed: 8
            start: 2026-01-05T00:30:00Z
            utc_offset: "+05:30"
            lines:
              - name: water
                link: line.tty
                baud: 19200
                turnaround_ms: 10
                pulse_counters:
                  - {unit: 10, profile: isma-sfar-s-8di8do}
                main: {counter: 10, input: 8, litres_per_pulse: 100, initial_pulses: 182004, leak_litres_per_hour: 25}
                outlets:
                  - counter: 10
                    input: 1
                    daily_litres: 14000
                    litres_per_pulse: 10
                    initial_pulses: 33170
                    relay: {module: 200, channel: 1}
                relay_modules:
                  - {unit: 200, profile: waveshare-relay-8ch}

            """

        private static let waterRegistry = """
            tariffs:
              - {file: "\(Executable.profiles.path)/tariffs/delhi-water-2013.yaml"}
            nodes:
              - {label: T1, kind: feeder}
              - {label: P1, kind: service_point, parent: T1}
            accounts:
              - {label: A1, tariff: Delhi domestic water 2013}
            meters:
              - {label: W0, serial: WM-0, node: T1, box: substation, purpose: delivers, service: water}
              - {label: W1, serial: WM-1, node: P1, box: substation, account: A1, purpose: consumes, service: water}

            """

        private static let counters = """
            loss_detection:
              - {node: T1, topology: d1.json}
            buses:
              - name: line
                port: line.tty
                baud: 19200
                poll: 0.2
                devices:
                  - {name: main, unit: 10, profile: isma-sfar-s-8di8do, meter: W0, serial: "WM-0", pulses: {input: 8, litres: 100, most_per_hour: 900}}
                  - {name: house, unit: 10, profile: isma-sfar-s-8di8do, meter: W1, serial: "WM-1", pulses: {input: 1, litres: 10, most_per_hour: 3600}}
            """

        @Test("a district of water is balanced by the same service, in litres")
        func water() async throws {
            let zone = try TestZone([("substation", "validator, box")], scale: 900)
            try zone.folder.write(
                "d1.json",
                """
                {"medium": "water", "utc_offset_minutes": 330, "most_inflow_m3_h": 10,
                 "inlet": {"meter_id": "W0", "register_resolution_l": 100},
                 "customers": [{"meter_id": "W1", "register_resolution_l": 10}]}
                """)
            let simulation = try await zone.folder.simulate(Self.water, clock: "clock.yaml")
            try zone.configure("substation", Self.counters)
            let service = try await zone.start("substation")
            let applied = try await zone.register(Self.waterRegistry)
            #expect(applied.code == 0, "\(applied)")
            let until = try await wait(for: "a balance", seconds: 90) { try await self.until(service) }
            let told = try await zone.gridtally("findings", "T1", "--socket", "substation.sock")
            #expect(told.output.contains("up to \(until.prefix(10))"), "\(told)")
            #expect(await service.child.stop() == 0)
            let kept = try await run(
                URL(fileURLWithPath: "/usr/bin/sqlite3"),
                [
                    "substation/telemetry.db",
                    "SELECT DISTINCT label FROM samples JOIN meters ON id = meter ORDER BY label",
                ],
                in: zone.folder.url)
            #expect(kept.output == "W0\nW1\n", "\(kept)")
            #expect(await simulation.stop() == 0)
        }

        @Test("a topology that names a meter which the box does not read is refused with its line")
        func unknownMeter() async throws {
            let zone = try TestZone([("substation", "validator, box")])
            try zone.folder.write("t1.json", Self.topology.replacing("\"M1\"", with: "\"M7\""))
            try zone.configure("substation", Self.buses)
            let refused = try await zone.gridtally("run", "--config", "substation.yaml")
            #expect(refused.code != 0 && refused.errors.contains("substation.yaml:"), "\(refused)")
            #expect(refused.errors.contains("the meter M7 is not read by this box"), "\(refused)")
        }
    }
}
