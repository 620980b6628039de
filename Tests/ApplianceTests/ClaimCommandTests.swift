import Appliance
import Foundation
import Testing

extension ServiceTests {
    /// What officers, collectors and a regulator do about an unpaid bill, by the commands that they have.
    @Suite("Notices, disputes, deposits, and matters of several signatures", .serialized, .timeLimit(.minutes(2)))
    struct ClaimCommandTests {
        private static let socket = ["--socket", "substation.sock"]
        private static let policy = """
            illustrative: true, collector_watermark: 0s, billing_period: 3h, billing_grace: 15m, due_after: 1h, notice_period: 6h, notice_delivery: served, \
            signed_orders: true, dispute: 30d, approvals: {calendar: [[registrar, collector]]}
            """

        private static func zone(tariff text: String? = nil) async throws -> (TestZone, Service) {
            // Three hours in three seconds.
            let zone = try TestZone(
                [("substation", "validator, box"), ("spare", "box")], scale: 3600, policy: Self.policy)
            try zone.configure("substation")
            let service = try await zone.start("substation")
            guard let text else {
                _ = try await zone.register(TestZone.registry(meters: [("M1", "1")]))
                return (zone, service)
            }
            try zone.folder.write("tariff.yaml", text)
            let tariff = zone.folder.file("tariff.yaml")
            _ = try await zone.register(TestZone.registry(meters: [("M1", "1")], tariff: tariff))
            return (zone, service)
        }

        private static func say(_ zone: TestZone, _ key: String, _ arguments: String...) async throws -> CommandResult {
            try await zone.gridtally(arguments + ["--key", "keys/\(key).key"] + Self.socket)
        }

        private static func account(_ service: Service) async throws -> AccountReport {
            let accounts: [AccountReport] = try await service.client.get("/api/v1/accounts")
            return try #require(accounts.first)
        }

        @Test("a bill is noticed with proof, disputed, deposited for and decided")
        func claims() async throws {
            let (zone, service) = try await Self.zone()
            _ = try await wait(for: "a notice that is due") {
                try await Self.account(service).awaitsNotice ? true : nil
            }
            let list = try await zone.gridtally(["notice", "list"] + Self.socket)
            #expect(list.code == 0 && list.output.contains("A-M1: to be served"), "\(list)")
            let served = try await Self.say(
                zone, "utility", "notice", "served", "A-M1", "--mode", "post", "--proof", "zone.yaml")
            #expect(served.code == 0, "\(served)")
            #expect(try await Self.account(service).noticeEnd != nil)

            let opened = try await Self.say(zone, "utility", "dispute", "open", "0", "--complaint", "zone.yaml")
            #expect(opened.code == 0, "\(opened)")
            let required = try #require(try await Self.account(service).dispute?.requiredPaise)
            let amount = Amount.rupees(required).replacing(" ₹", with: "").replacing(",", with: "")
            let deposit = try await Self.say(zone, "bank", "deposit", "0", amount, "--reference", "D1")
            #expect(deposit.code == 0, "\(deposit)")
            #expect(try await Self.account(service).dispute?.depositPaise == required)
            let back = try await Self.say(zone, "bank", "reverse", "D1", "--reason", "dishonoured")
            #expect(back.code == 0, "\(back)")
            #expect(try await Self.account(service).dispute?.depositPaise == 0)
            let decided = try await Self.say(
                zone, "utility", "dispute", "decide", "0", "--relief", amount, "--order", "zone.yaml")
            #expect(decided.code == 0, "\(decided)")
            let bills: [BillReport] = try await service.client.get("/api/v1/bills")
            #expect(bills.first.map { $0.reliefPaise == required && $0.paidPaise == 0 } == true)
            try await Self.checkStatement(zone, service)
            let again = try await Self.say(zone, "utility", "dispute", "open", "0", "--complaint", "zone.yaml")
            #expect(again.code == 4 && again.errors.contains("disputed before"), "\(again)")
            #expect(await service.child.stop() == 0)
        }

        @Test("a bill without an amount says why: by the API, the command, the events and the log")
        func billWithoutAmount() async throws {
            let (zone, service) = try await Self.zone(
                tariff: """
                    label: odd
                    authority: nobody
                    order: none
                    standing: illustrative
                    unit: kWh
                    lines:
                      - {name: energy, rate: 5}
                      - {name: factor, power_factor: [{percent: 1}], of: [energy]}
                    """)
            let why = "tariff line \"factor\" needs the apparent energy, which is not known for this bill"
            let bill = try await wait(for: "a bill") {
                let bills: [BillReport] = try await service.client.get("/api/v1/bills")
                return bills.first
            }
            #expect(bill.problem == why && bill.totalPaise == 0 && bill.lines.isEmpty)
            let shown = try await zone.gridtally(["bill", "A-M1"] + Self.socket)
            #expect(shown.code == 0 && shown.output.contains("no amount, waits for a person: \(why)"), "\(shown)")
            let events = try await zone.gridtally(["events", "--count", "1000"] + Self.socket)
            #expect(events.output.contains("not computable): \(why)"), "\(events)")
            #expect(await service.child.stop() == 0)
            #expect(service.child.errors.contains("not computable): \(why)"))
        }

        /// Until the day before the zone's first nothing moved; from then on all that leads to what is owed.
        private static func checkStatement(_ zone: TestZone, _ service: Service) async throws {
            let statement: AccountStatement = try await service.client.get("/api/v1/statement?account=A-M1")
            #expect(statement.entries.map(\.kind).starts(with: [.bill, .relief]) && statement.openingPaise == 0)
            #expect(statement.entries.contains { $0.kind == .reversal && $0.reference == "D1" })
            #expect(statement.entries.last?.balancePaise == statement.closingPaise && statement.heldPaise == 0)
            #expect(statement.entries.map(\.amountPaise).reduce(0, +) == statement.closingPaise)
            let before = try await zone.gridtally(
                ["statement", "0", "--from", "2020-01-01", "--through", "2020-12-31", "--json"] + Self.socket)
            #expect(before.code == 0 && before.output.contains("\"entries\":[]"), "\(before)")

            let page = try await zone.gridtally(["statement", "A-M1", "--page", "a.html"] + Self.socket)
            let html = try String(contentsOf: zone.folder.file("a.html"), encoding: .utf8)
            #expect(page.code == 0 && html.contains("taken off bill 0 by decision"), "\(page)")
            let again = try await zone.gridtally(["statement", "A-M1", "--page", "a.html"] + Self.socket)
            #expect(again.code == 2 && again.errors.contains("exists already"), "\(again)")
            let backwards = try await zone.gridtally(
                ["statement", "0", "--from", "2026-02-30", "--through", "2026-01-31"] + Self.socket)
            #expect(backwards.code == 2 && backwards.errors.contains("2026-02-30"), "\(backwards)")
        }

        @Test("a matter of two signatures goes from hand to hand as a draft; a stolen key is worthless at once")
        func governance() async throws {
            let (zone, service) = try await Self.zone()
            let alone = try await Self.say(zone, "utility", "calendar", "set", "2026-01-26")
            #expect(alone.code == 4 && alone.errors.contains("registrar and collector"), "\(alone)")
            let drafted = try await Self.say(
                zone, "utility", "calendar", "set", "2026-01-26", "2026-08-15", "--draft", "days.draft")
            #expect(drafted.code == 0 && drafted.output.contains("days.draft"), "\(drafted)")
            let over = try await Self.say(zone, "utility", "calendar", "set", "--draft", "days.draft")
            #expect(over.code == 2 && over.errors.contains("exists already"), "\(over)")
            let approved = try await Self.say(zone, "bank", "draft", "approve", "days.draft")
            // 2026-01-26 and 2026-08-15, counted from 1970-01-01.
            #expect(approved.code == 0 && approved.output.contains("[20479, 20680]"), "\(approved)")
            let twice = try await Self.say(zone, "bank", "draft", "approve", "days.draft")
            #expect(twice.code == 2 && twice.errors.contains("signature already"), "\(twice)")
            let shown = try await zone.gridtally("draft", "show", "days.draft", "--json")
            #expect(try shown.objects().first?["signers"] as? [Int] == [0, 1], "\(shown)")
            let submitted = try await zone.gridtally(["draft", "submit", "days.draft"] + Self.socket)
            #expect(submitted.code == 0, "\(submitted)")
            let calendar = try await zone.gridtally(["calendar", "--json"] + Self.socket)
            #expect(
                try calendar.objects().first?["holidays"] as? [String] == ["2026-01-26", "2026-08-15"], "\(calendar)")
            let broken = try await zone.gridtally(["draft", "submit", "zone.yaml"] + Self.socket)
            #expect(broken.code == 2 && broken.errors.contains("no draft"), "\(broken)")

            for arguments in [
                ["move", "M1", "transformer"], ["payer", "M1"], ["payer", "M1", "A-M1"],
                ["exchange", "M1", "--serial", "NEW", "--closing", "0.5", "--opening", "0"], ["retire", "M1"],
                ["terms", "A-M1", "--tariff", "0", "--load", "12.5", "--class", "bpl"],
            ] {
                let amended = try await zone.gridtally(
                    ["amend"] + arguments + ["--key", "keys/utility.key"] + Self.socket)
                #expect(amended.code == 0 && amended.output.contains("M1"), "\(amended)")
            }
            let retired = try await Self.say(zone, "utility", "amend", "move", "M1", "feeder")
            #expect(retired.code == 4 && retired.errors.contains("is retired"), "\(retired)")

            let revoked = try await Self.say(zone, "utility", "key", "revoke", "spare", "--cause", "stolen")
            #expect(revoked.code == 0, "\(revoked)")
            let rotated = try await Self.say(zone, "spare", "key", "rotate")
            #expect(rotated.code == 4 && rotated.errors.contains("revoked"), "\(rotated)")
            _ = try await zone.gridtally("keygen", "--out", "keys/spare-2.key")
            let replaced = try await Self.say(
                zone, "utility", "key", "revoke", "spare", "--cause", "stolen", "--replacement", "keys/spare-2.key")
            #expect(replaced.code == 0, "\(replaced)")
            let renewed = try await Self.say(zone, "spare-2", "key", "rotate")
            #expect(renewed.code == 0, "\(renewed)")
            #expect(await service.child.stop() == 0)
        }
    }
}
