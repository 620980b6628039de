import Appliance
import FieldBus
import Foundation
import ModbusProtocol
import Testing

extension ServiceTests {
    @Suite("People at relays", .serialized, .timeLimit(.minutes(5)))
    struct SwitchingTests {
        private static let houses = [
            RelaySite.House(label: "M1", serial: 12_000_001, channel: 1, configured: 1),
            // Two houses whose relays were mixed up.
            RelaySite.House(label: "M2", serial: 12_000_002, channel: 2, configured: 3),
            RelaySite.House(label: "M3", serial: 12_000_003, channel: 3, configured: 2),
            // Two that are off.
            RelaySite.House(
                label: "M4", serial: 12_000_004, channel: 4, configured: 4, isClosed: false, isPaired: true),
            RelaySite.House(
                label: "M5", serial: 12_000_005, channel: 5, configured: 5, isClosed: false, isPaired: true),
            RelaySite.House(label: "M6", serial: 12_000_006, channel: 6, configured: 6, isClosed: false),
        ]

        @Test("a guided trip pairs a relay with the one meter that it drops, and with no other")
        func pairing() async throws {
            let site = try await RelaySite(Self.houses, scale: 60)
            let service = try await site.start()
            try await site.waits(for: "M1", output: "closed")
            try await site.waits(for: "M4", output: "open")
            let before = try await site.run("relay", "status")
            #expect(before.output.contains("NOT PAIRED") && before.output.contains("NOT ISOLATED"), "\(before)")
            // Nobody can be asked, a consumer has no say, and a stranger none at all.
            #expect(try await site.run("relay", "pair", "M1", key: "meena").code == 2)
            #expect(try await site.run("relay", "pair", "M1", "--yes", key: "bank").code == 4)
            let paired = try await site.run("relay", "pair", "M1", "--yes", key: "meena")
            #expect(paired.code == 0 && paired.output.contains("Paired: M1 dropped and came back"), "\(paired)")
            let relay = try await site.relay("M1")
            #expect(
                relay["output"] as? String == "closed" && relay["paired_by"] as? String == "meena (meena)", "\(relay)")
            let wrong = try await site.run("relay", "pair", "M2", "--yes", key: "meena")
            #expect(wrong.code == 1 && wrong.output.contains("M2 did not drop"), "\(wrong)")
            #expect(wrong.output.contains("M3 dropped too"), "\(wrong)")
            #expect(try await site.relay("M2")["paired_at"] == nil)
            // A relay that nobody paired is not switched on either.
            try await site.waits(for: "M6", output: "open")
            let refused = try await site.run(
                "relay", "override", "M6", "--hours", "1", "--reason", "test", key: "meena")
            #expect(refused.code == 1, "\(refused)")
            #expect(refused.output.contains("the pairing with its meter is not declared"), "\(refused)")
            #expect(try await site.relay("M6")["output"] as? String == "open")
            #expect(!site.switched().contains { $0.contains("channel 6") }, "\(site.switched())")
            let why = try await site.run("permit", "why", "M1")
            #expect(why.output.contains("open for the pairing trial of meena (meena): commissioning: done"), "\(why)")
            // It is kept, with the service or without.
            _ = await service.child.stop()
            #expect(try await site.relay("M1")["paired_by"] as? String == "meena (meena)")
            await site.stop()
        }

        @Test("a tag blocks an override until its person or two officers remove it, and then nothing moves by itself")
        func tags() async throws {
            let site = try await RelaySite(Self.houses, scale: 60)
            let service = try await site.start()
            try await site.waits(for: "M4", output: "open")
            #expect(try await site.run("tag", "add", "transformer", "T9", "--reason", "x", key: "meena").code == 2)
            let placed = try await site.run(
                "tag", "add", "transformer", "transformer", "--reason", "joint on L2", "--json", key: "meena")
            let tag = try #require(try placed.objects().first?["tag"] as? String, "\(placed)")
            let blocked = try await site.run(
                "relay", "override", "M4", "--hours", "2", "--reason", "fire pump", key: "verma")
            #expect(blocked.code == 1 && blocked.output.contains("NOT ISOLATED"), "\(blocked)")
            let why = try await site.run("permit", "why", "M4")
            #expect(
                why.output.contains("FAILS  G11 no safety tag: tagged by meena at transformer transformer"), "\(why)")
            #expect(why.output.contains("holds  G12 paired") && why.output.contains("no order stands"), "\(why)")
            let early = try await site.run("relay", "confirm", "M4", key: "verma")
            #expect(early.code == 1 && early.output.contains("Not done."), "\(early)")
            #expect(early.output.contains("tagged by"), "\(early)")
            // Not by another, not by digits that are too few, and not by one officer; with the service killed it is as before.
            #expect(try await site.run("tag", "remove", tag, key: "verma").code == 4)
            let short = try await site.run("tag", "remove", String(tag.prefix(3)), key: "meena")
            #expect(short.code == 2 && short.errors.contains("at least 4 digits"), "\(short)")
            #expect(try await site.run("tag", "remove", tag, key: "officer-1").code == 1)
            #expect(try await site.run("tag", "remove", tag, key: "officer-1").code == 4)
            await service.child.kill()
            #expect(try await site.run("tag", "list").output.contains("joint on L2"))
            let again = try await site.zone.start("substation")
            try await site.waits(for: "M4", output: "open")
            let second = try await site.run("tag", "remove", String(tag.prefix(8)), key: "officer-2")
            #expect(second.code == 0, "\(second)")
            #expect(try await site.relay("M4")["output"] as? String == "open")
            // What was blocked before the restart waits for a person.
            let done = try await site.run("relay", "confirm", "M4", key: "verma")
            #expect(done.code == 0 && done.output.contains("output closed"), "\(done)")
            #expect(try await site.run("relay", "confirm", "M4", key: "verma").code == 4)
            #expect((try await site.relay("M4")["hold"] as? String)?.contains("fire pump") == true)
            try await wait(for: "the override on the chain") {
                try await again.events().contains { $0.text.contains("M4") && $0.text.contains("closed") } ? () : nil
            }
            await site.stop(again)
        }

        @Test("without the service, tags and overrides work on the files and lines, and the chain hears of it later")
        func offline() async throws {
            let site = try await RelaySite(Self.houses, scale: 60)
            let service = try await site.start()
            try await site.waits(for: "M4", output: "open")
            _ = await service.child.stop()
            let placed = try await site.run(
                "tag", "add", "bus", "line-1", "--reason", "adapter", "--json", key: "meena")
            let tag = try #require(try placed.objects().first?["tag"] as? String, "\(placed)")
            #expect(placed.errors.contains("no service answers"), "\(placed)")
            let blocked = try await site.run("relay", "override", "M4", "--hours", "1", "--reason", "x", key: "verma")
            #expect(blocked.code == 1 && blocked.output.contains("output open"), "\(blocked)")
            #expect(try await site.run("relay", "pair", "M1", "--yes", key: "meena").code == 4)
            #expect(try await site.run("tag", "remove", tag, key: "meena").code == 0)
            let closed = try await site.run("relay", "override", "M4", "--hours", "1", "--reason", "x", key: "verma")
            #expect(closed.code == 0 && closed.output.contains("output closed"), "\(closed)")
            let paired = try await site.run("relay", "pair", "M1", "--yes", key: "meena")
            #expect(paired.code == 0, "\(paired)")
            let why = try await site.run("permit", "why", "M4")
            #expect(why.output.contains("by the files alone") && why.output.contains("verma"), "\(why)")
            let again = try await site.zone.start("substation")
            try await wait(for: "what was done meanwhile, on the chain") {
                let texts = try await again.events().map(\.text)
                return texts.contains { $0.contains("M4") } && texts.contains { $0.contains("M1") } ? () : nil
            }
            #expect(try await site.relay("M1")["paired_by"] as? String == "meena (meena)")
            await site.stop(again)
        }

        @Test("a relay that moved without a command locks the trips of its line until somebody has looked")
        func foreignHand() async throws {
            let site = try await RelaySite(Self.houses, scale: 60)
            let service = try await site.start()
            try await site.waits(for: "M1", output: "closed")
            try await site.waits(for: "M4", output: "open")
            _ = await service.child.stop()
            try await Self.command(.writeSingleCoil(address: 0, value: 0), at: site)
            // A look without the service shows it, and leaves the files as they are.
            let files = ["box.db", "box.db-wal"].map { site.zone.folder.file("substation/\($0)").path }
            func contents() -> [Data] { files.map { FileManager.default.contents(atPath: $0) ?? Data() } }
            let stored = contents()
            let seen = try await site.run("relay", "status")
            #expect(seen.code == 1 && seen.output.contains("changed without a command"), "\(seen)")
            #expect(contents() == stored && !stored[0].isEmpty)
            let again = try await site.zone.start("substation")
            try await wait(for: "both relays locked") {
                let own = try await site.relay("M1")
                let other = try await site.relay("M5")
                return own["lock"] != nil && other["lock"] != nil ? () : nil
            }
            let status = try await site.run("relay", "status")
            #expect(status.code == 1 && status.output.contains("changed without a command"), "\(status)")
            #expect(try await site.run("relay", "clear", "M1", "--reason", "seen", key: "bank").code == 4)
            #expect(try await site.run("relay", "clear", "M1", "--reason", "fuse pulled", key: "meena").code == 0)
            #expect(try await site.relay("M1")["lock"] == nil)
            let why = try await site.run("permit", "why", "M1")
            #expect(why.output.contains("lock cleared by meena (meena): fuse pulled"), "\(why)")
            #expect(try await site.relay("M5")["lock"] != nil)
            await site.stop(again)
        }

        @Test("current that flows while a relay reads open ends all switching of it")
        func bypass() async throws {
            // The relay that the configuration names for M1 is M2's, and open.
            let site = try await RelaySite(
                [
                    RelaySite.House(label: "M1", serial: 12_000_001, channel: 1, configured: 2, isPaired: true),
                    RelaySite.House(
                        label: "M2", serial: 12_000_002, channel: 2, configured: 1, isClosed: false, isPaired: true),
                ], scale: 60)
            let service = try await site.start()
            let lock = try await wait(for: "the lock") { try await site.relay("M1")["lock"] as? String }
            #expect(lock.contains("welded contact or bypass"), "\(lock)")
            let refused = try await site.run("relay", "override", "M1", "--hours", "1", "--reason", "x", key: "meena")
            #expect(refused.code == 1 && refused.output.contains("output open"), "\(refused)")
            #expect(site.switched().isEmpty)
            try await wait(for: "the alarm on the chain") {
                try await service.events().contains { $0.text.contains("M1") && $0.text.contains("alarm") } ? () : nil
            }
            await site.stop(service)
        }

        /// Somebody else's hand on the line.
        private static func command(_ request: ModbusRequest, at site: RelaySite) async throws {
            let bus = try Bus(
                configuration: BusConfiguration(
                    name: "other",
                    transport: .serial(
                        path: site.zone.folder.file("line.tty").path, baud: 38_400, parity: .even, stopBits: 1),
                    devices: []))
            let running = Task { await bus.run() }
            let record = try await wait(for: "the command") {
                try await bus.ask(LineQuestion(unit: 201, request: request))
            }
            #expect(record.response != nil, "\(record)")
            running.cancel()
            await running.value
        }

        @Test("where tags cannot be read, nothing is switched, and it says why")
        func damagedTags() async throws {
            let site = try await RelaySite(Self.houses, scale: 60)
            let service = try await site.start()
            try await site.waits(for: "M4", output: "open")
            #expect(try await site.run("tag", "add", "meter", "M1", "--reason", "x", key: "meena").code == 0)
            let file = site.zone.folder.file("substation/safety-tags")
            var bytes = try Data(contentsOf: file)
            bytes[bytes.count - 1] ^= 1
            try bytes.write(to: file)
            let status = try await site.run("relay", "status")
            #expect(status.code == 1 && status.output.contains("TAGS CANNOT BE READ"), "\(status)")
            let blocked = try await site.run("relay", "override", "M4", "--hours", "1", "--reason", "x", key: "meena")
            #expect(blocked.code == 1 && blocked.output.contains("tags are not known"), "\(blocked)")
            let list = try await site.run("tag", "list")
            #expect(list.code != 0 && list.errors.contains("safety-tags is damaged"), "\(list)")
            // What it says to do.
            #expect(list.errors.contains("systemctl stop") && !list.errors.contains("from a peer"), "\(list)")
            _ = await service.child.stop()
            try FileManager.default.moveItem(at: file, to: site.zone.folder.file("substation/safety-tags.damaged"))
            #expect(try await site.run("tag", "add", "meter", "M1", "--reason", "x", key: "meena").code == 0)
            let again = try await site.zone.start("substation")
            #expect(try await site.run("tag", "list").output.contains("meter M1"))
            await site.stop(again)
        }

        @Test("a voucher switches its meter on once, and no other")
        func vouchers() async throws {
            let site = try await RelaySite(Self.houses, scale: 60)
            let service = try await site.start()
            try await site.waits(for: "M5", output: "open")
            let issued = try await site.run(
                "voucher", "issue", "M5", "--reference", "R-17", "--key", "keys/bank.key", "--json")
            let text = try #require(try issued.objects().first?["text"] as? String, "\(issued)")
            // One digit is another one, and it is nobody's signature.
            let forged = String(text.dropLast()) + (text.hasSuffix("0") ? "1" : "0")
            #expect(try await site.run("voucher", "use", forged).code == 4)
            let crew = try await site.run(
                "voucher", "issue", "M5", "--reference", "R-18", "--key", "keys/meena.key", "--json")
            let unauthorized = try #require(try crew.objects().first?["text"] as? String)
            #expect(try await site.run("voucher", "use", unauthorized).code == 4)
            _ = await service.child.stop()
            let used = try await site.run("voucher", "use", text)
            #expect(used.code == 0 && used.output.contains("output closed"), "\(used)")
            let again = try await site.zone.start("substation")
            let twice = try await site.run("voucher", "use", text)
            #expect(twice.code == 4 && twice.errors.contains("used before"), "\(twice)")
            try await site.waits(for: "M4", output: "open")
            try await Self.settles("R-17", of: "M5", again, site)
            await site.stop(again)
        }

        /// What was used without the service is on the chain, open until the collector's payment is there as well.
        private static func settles(
            _ reference: String, of meter: String, _ service: Service, _ site: RelaySite
        ) async throws {
            let arguments = ["account", "A-\(meter)", "--socket", "substation.sock"]
            try await wait(for: "the voucher on the chain", seconds: 60) {
                let shown = try await site.zone.gridtally(arguments).output
                return shown.contains("voucher 0 of bank, \(reference), for \(meter)") && shown.contains("open until")
                    ? () : nil
            }
            let signer = try Signer(client: service.client, key: site.zone.folder.file("keys/bank.key"))
            _ = try await signer.pay(account: "A-\(meter)", paise: 5000, reference: reference)
            let account = try await site.zone.gridtally(arguments)
            #expect(account.output.contains("settled by payment 0"), "\(account)")
            let statement = try await site.zone.gridtally(["statement"] + arguments.dropFirst())
            #expect(statement.output.contains("settled by payment 0"), "\(statement)")
            let open = try await site.zone.gridtally("voucher", "list", "--open", "--socket", "substation.sock")
            #expect(open.code == 0 && open.output.contains("no vouchers"), "\(open)")
            let all = try await site.zone.gridtally("voucher", "list", "--socket", "substation.sock")
            #expect(all.output.contains("settled by payment 0"), "\(all)")
        }

        @Test("a meter that is exchanged or moved counts as what the chain says now, without a restart")
        func exchanged() async throws {
            let site = try await RelaySite(Self.houses, scale: 60)
            let service = try await site.start()
            try await site.waits(for: "M4", output: "open")
            let key = ["--key", "keys/utility.key", "--socket", "substation.sock"]
            let exchanged = try await site.zone.gridtally(
                ["amend", "exchange", "M1", "--serial", "12009999", "--closing", "100", "--opening", "0"] + key)
            #expect(exchanged.code == 0, "\(exchanged)")
            let moved = try await site.zone.gridtally(["amend", "move", "M4", "feeder"] + key)
            #expect(moved.code == 0, "\(moved)")
            try await wait(for: "the new serial number") {
                let why = try await site.run("permit", "why", "M1").output
                return why.contains("\"12000001\"") && why.contains("registered \"12009999\"") ? () : nil
            }
            #expect(
                try await site.run("tag", "add", "transformer", "transformer", "--reason", "x", key: "meena").code == 0)
            #expect((try await site.relay("M5")["tags"] as? [String])?.isEmpty == false)
            let tags = try #require(try await site.relay("M4")["tags"] as? [String])
            #expect(tags.isEmpty, "\(tags)")
            await site.stop(service)
        }
    }
}
