import Appliance
import Foundation
import Testing

extension ServiceTests {
    @Suite("Commands", .serialized, .timeLimit(.minutes(2)))
    struct CommandTests {
        @Test("every command prints JSON: one object, or one a line")
        func json() async throws {
            let zone = try TestZone([("substation", "validator, box")])
            try zone.configure("substation")
            let service = try await zone.start("substation")
            let socket = ["--socket", "substation.sock"]
            let applied = try await zone.register(TestZone.registry(meters: [("M1", "1"), ("M2", "2")]))
            #expect(applied.code == 0, "\(applied)")
            // A tariff, two nodes, and a service point, an account and a meter for each label.
            #expect(try applied.objects().count == 9)
            try await Self.expect(zone, ["keygen", "--out", "keys/new.key"], ["file", "public_key"])
            try await Self.expect(zone, ["genesis", "--zone", "zone.yaml", "--out", "new.cbor"], ["genesis_hash"])
            try await Self.expect(
                zone, ["pay", "A-M1", "975.50", "--reference", "R1", "--key", "keys/bank.key"] + socket,
                ["id", "height"])
            try await Self.expect(
                zone, ["protect", "A-M2", "--reason", "medical", "--key", "keys/utility.key"] + socket,
                ["id", "height"])
            try await Self.expect(zone, ["status"] + socket, ["height", "state_root", "refused_handshakes"])
            try await Self.expect(zone, ["account"] + socket, ["label", "balance_paise"], lines: 2)
            try await Self.expect(zone, ["account", "A-M1"] + socket, ["label", "balance_paise"])
            try await Self.expect(zone, ["meter"] + socket, ["label", "registers"], lines: 2)
            try await Self.expect(zone, ["bill", "A-M1"] + socket, [], lines: 0)
            try await Self.expect(zone, ["findings"] + socket, [], lines: 0)
            let height = Int(try await service.status().height)
            // A heartbeat may have come in between.
            let shown = try await zone.gridtally(
                ["ledger", "show", "--from", "1", "--count", "\(height)", "--json"] + socket)
            #expect(try shown.code == 0 && shown.objects().count == height, "\(shown)")
            #expect(try shown.objects().allSatisfy { $0["hash"] != nil && $0["transactions"] != nil }, "\(shown)")
            try await Self.expect(zone, ["ledger", "verify", "--config", "substation.yaml"], ["blocks", "state_root"])
            let events = try await zone.gridtally("events", "--json", "--socket", "substation.sock")
            #expect(try events.code == 0 && !events.objects().isEmpty, "\(events)")
            #expect(await service.child.stop() == 0)
        }

        private static func expect(_ zone: TestZone, _ arguments: [String], _ keys: [String], lines: Int = 1)
            async throws
        {
            let result = try await run(Executable.file, arguments + ["--json"], in: zone.folder.url)
            #expect(result.code == 0 && result.errors.isEmpty, "\(result)")
            let objects = try result.objects()
            #expect(objects.count == lines, "\(result)")
            for object in objects {
                for key in keys { #expect(object[key] != nil, "no \(key) in \(object)") }
            }
        }

        @Test("what people read has their labels and amounts")
        func text() async throws {
            let zone = try TestZone([("substation", "validator, box")])
            try zone.configure("substation")
            let service = try await zone.start("substation")
            _ = try await zone.register(TestZone.registry(meters: [("M1", "1")]))
            let paid = try await zone.gridtally(
                "pay", "A-M1", "975.50", "--reference", "R1", "--key", "keys/bank.key", "--socket", "substation.sock")
            #expect(paid.code == 0 && paid.output.contains("975.50"), "\(paid)")
            let account = try await zone.gridtally("account", "A-M1", "--socket", "substation.sock")
            #expect(account.output.contains("A-M1") && account.output.contains("975.50"), "\(account)")
            let again = try await zone.gridtally(
                "pay", "A-M1", "975.50", "--reference", "R1", "--key", "keys/bank.key", "--socket", "substation.sock")
            #expect(again.code == 4, "a payment is recorded once for each reference: \(again)")
            #expect(await service.child.stop() == 0)
        }

        @Test(
            "help is there for every command",
            arguments: [
                [], ["run"], ["status"], ["ledger"], ["ledger", "show"], ["ledger", "verify"], ["account"], ["bill"],
                ["pay"],
                ["protect"], ["meter"], ["findings"], ["events"], ["keygen"], ["genesis"], ["registry", "apply"],
                ["simulate"], ["profiles"], ["profiles", "show"], ["profiles", "check"],
                ["demo"], ["scan"], ["identify"], ["read"], ["write"], ["decode"], ["sniff"], ["line-test"], ["poll"],
                ["permit", "why"], ["relay"], ["relay", "status"], ["relay", "pair"], ["relay", "override"],
                ["tag", "add"],
                ["tag", "remove"], ["tag", "list"], ["voucher", "issue"], ["voucher", "use"],
            ])
        func help(_ command: [String]) async throws {
            let result = try await run(Executable.file, command + ["--help"], in: URL(filePath: "/tmp"))
            #expect(result.code == 0 && result.output.contains("USAGE"), "\(result)")
        }
    }
}
