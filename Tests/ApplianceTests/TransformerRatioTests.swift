import Appliance
import Foundation
import Testing

extension ServiceTests {
    @Suite("Transformer ratios", .serialized, .timeLimit(.minutes(2)))
    struct TransformerRatioTests {
        private static let scene = """
            scene: ratios
            seed: 1
            lines:
              - name: line
                link: line.tty
                baud: 38400
                parity: even
                turnaround_ms: 2
                devices:
                  - {unit: 1, profile: ct-meter, serial: 12000101}
                  - {unit: 2, profile: ct-meter, serial: 12000202}

            """

        private static let buses = """
            buses:
              - name: line-1
                port: line.tty
                baud: 38400
                parity: E
                poll: 0.3
                devices:
                  - {name: house-01, unit: 1, profile: ct-meter, meter: M1-01}
                  - {name: house-02, unit: 2, profile: ct-meter, meter: M1-02}

            """

        /// A meter behind current transformers, whose primary current can be set.
        private static let fields = """
            fields:
              - {name: ct.primary, table: holding, address: 48, unit: A, role: ct-primary, access: rw, effect: metrology}
              - {name: ct.secondary, table: holding, address: 50, unit: A, role: ct-secondary}

            """

        @Test("a meter that is set to another ratio gets no bill until that ratio is declared")
        func mismatch() async throws {
            let zone = try TestZone(
                [("substation", "validator, box")],
                policy: "illustrative: true, collector_watermark: 0s, billing_period: 1h, billing_grace: 15m")
            let plain = try String(
                contentsOf: Executable.profiles.appending(path: "eastron-sdm120.yaml"), encoding: .utf8)
            try zone.folder.write(
                "profiles/ct-meter.yaml",
                plain.replacing("profile: eastron-sdm120", with: "profile: ct-meter")
                    .replacing("fields:\n", with: Self.fields))
            let profiles = zone.folder.file("profiles")
            try zone.configure("substation", profiles: profiles, Self.buses)
            let simulation = try await zone.folder.simulate(Self.scene, profiles: profiles)
            let service = try await zone.start("substation")
            let registered = try await zone.register(
                TestZone.registry(meters: [("M1-01", "12000101"), ("M1-02", "12000203")]))
            #expect(registered.code == 0, "\(registered)")

            let first = try await wait(for: "the ratio at commissioning") { try await service.meter("M1-01")?.ratios }
            #expect(first.declared == "CT 100/5" && first.shown == "CT 100/5" && !first.isContradictory)
            try await wait(for: "the log's word on the other meter, which is not that of the registry") {
                (service.child.output + service.child.errors)
                    .contains("ratios of M1-02: not read, the meter there tells the serial number 12000202") ? () : nil
            }
            #expect(try await service.meter("M1-02")?.ratios == nil)
            let written = try await zone.gridtally(
                "write", "0101", "ct.primary", "200", "--commissioning", "--person", "R. Meena", "--second-person",
                "A. Verma", "--yes", "--config", "substation.yaml")
            #expect(written.code == 0, "\(written)")
            try await wait(for: "a held bill") { try await self.account(service)?.heldBills }
            let account = try await zone.gridtally("account", "A-M1-01", "--socket", "substation.sock")
            for words in ["held", "M1-01 shows CT 200/5, expected CT 100/5", "`gridtally amend ratios M1-01`"] {
                #expect(account.output.contains(words), "no \(words) in \(account)")
            }
            let meter = try await zone.gridtally("meter", "M1-01", "--socket", "substation.sock")
            #expect(meter.output.contains("but the meter shows CT 200/5"), "\(meter)")
            let held = try await service.events().filter { $0.kind == "billHeld" }
            #expect(held.allSatisfy { $0.text.contains("expected CT 100/5") } && !held.isEmpty)

            let none = try await Self.amend(zone, [])
            #expect(none.code != 0 && none.errors.contains("--ct 100/5"), "\(none)")
            let wrong = try await Self.amend(zone, ["--ct", "200"])
            #expect(wrong.code != 0 && wrong.errors.contains("'200' is no ratio"), "\(wrong)")
            let declared = try await Self.amend(zone, ["--ct", "200/5"])
            #expect(declared.code == 0, "\(declared)")
            try await wait(for: "no bill held any more") {
                try await self.account(service)?.heldBills == nil ? () : nil
            }
            let bills: [BillReport] = try await service.client.get("/api/v1/bills?account=A-M1-01")
            #expect(bills.contains { $0.quantity > 0 }, "\(bills)")
            _ = await service.child.stop()
            await simulation.stop()
        }

        private func account(_ service: Service) async throws -> AccountReport? {
            let accounts: [AccountReport] = try await service.client.get("/api/v1/accounts?account=A-M1-01")
            return accounts.first
        }

        private static func amend(_ zone: TestZone, _ ratios: [String]) async throws -> CommandResult {
            try await zone.gridtally(
                ["amend", "ratios", "M1-01", "--key", "keys/utility.key", "--socket", "substation.sock"] + ratios)
        }
    }
}
