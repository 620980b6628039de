import CanonicalCBOR
import Contract
import Ledger
import Metering
import Tariffs
import Testing

@testable import Proofs

/// States that no contract made, signed by the zone's real validators: what they claim is refused all the same.
@Suite("Records that make no proof") struct ForgedRecordTests {
    private func bundle(_ name: String) throws -> (ProofZone, ProofBundle) {
        let zone = try Worlds.zone(0)
        return (zone, try #require(try zone.bundles().first { $0.name == name }).bundle)
    }

    /// A record of the bundle's, changed.
    private func entry<Record: StateRecord>(
        _ name: String, _ number: UInt32, _ change: (inout Record) -> Void
    ) throws -> StateEntry {
        let key = StateKey(Record.kind, number)
        let entries = try self.bundle(name).1.state.entries.map(\.entry)
        var record = try Record(decoding: try #require(entries.first { $0.key == key }).bytes)
        change(&record)
        return StateEntry(key: key, bytes: record.encoded())
    }

    /// Why the bundle proves nothing once some of its records are others.
    private func refusal(_ name: String, _ changed: [StateEntry]) throws -> String {
        let (zone, bundle) = try self.bundle(name)
        let forged = try #require(ForgedState(zone, bundle).bundle(with: changed))
        do throws(ProofError) {
            _ = try forged.verify(zone.genesis)
            return "proven"
        } catch {
            guard case .contradiction(let reason) = error else { return "\(error)" }
            return reason
        }
    }

    private func refusal<Record: StateRecord>(
        _ name: String, _ number: UInt32, _ change: (inout Record) -> Void
    ) throws -> String { try self.refusal(name, [try self.entry(name, number, change)]) }

    @Test("A forged state with nothing changed is proven: what follows is refused for its content alone")
    func unchanged() throws {
        for name in ["last bill", "reading", "payment", "switching"] {
            let (zone, bundle) = try self.bundle(name)
            let same = try #require(ForgedState(zone, bundle).bundle(with: []))
            #expect(try same.verify(zone.genesis).facts == bundle.verify(zone.genesis).facts)
        }
    }

    @Test("Numbers at the ends of their ranges end in a verdict or an error, never in a trap")
    func extremes() throws {
        let zone = try Worlds.zone(0)
        var (proven, refused) = (0, 0)
        for (_, bundle) in try zone.bundles().dropFirst(2) {
            for forged in try ForgedState(zone, bundle).everyChange(CBOR.extremes) {
                if Judgement(forged.encoded(), zone) == .refused { refused += 1 } else { proven += 1 }
            }
        }
        #expect(proven > 50 && refused > 500, "\(proven) proven, \(refused) refused")
    }

    @Test("A bill")
    func bill() throws {
        func bill(_ number: UInt32 = 3, _ change: (inout BillRecord) -> Void) throws -> String {
            try self.refusal("last bill", number, change)
        }
        #expect(try bill { $0.totalPaise += 100 }.contains("the bill says 236.00 ₹"))
        #expect(try bill { $0.lines[0].amountPaise -= 1 }.hasPrefix("line energy: the tariff makes 51.35 ₹"))
        #expect(try bill { $0.lines.removeLast() }.contains("the tariff makes"))
        #expect(try bill { $0.quantity += 1 } == "the registers make 9600, the bill counts 9601")
        #expect(try bill { $0.carriedInPaise = 0 }.hasPrefix("bill 1 left 0.07 ₹ by rounding"))
        #expect(try bill { $0.periodDays = 29 }.hasPrefix("line "))
        #expect(try bill { $0.marks.insert(.uncomputable) } == "the bill has no amount, and lines or a total")
        #expect(try bill { $0.registers = [] }.contains("the registers make 0"))
        #expect(try bill(1) { $0.account = AccountID(0) }.contains("one account's"))
        #expect(try bill(1) { $0.carriedInPaise += 1 }.contains("by rounding"))
        let other = try self.refusal("last bill", 2) { (meter: inout MeterRecord) in
            meter.placements = [Placement(from: meter.placements[0].from, node: meter.node, account: AccountID(0))]
        }
        #expect(other == "meter 2 is not and was not of account 1")
        let opened = try self.refusal("last bill", 3) { (register: inout RegisterRecord) in register.opening += 1 }
        #expect(opened.contains("after it the books open at 23801"))
        #expect(try bill { $0.tariffVersion = 1 }.contains("version 1 of tariff 0"))
        let before = ProofZone.start.adding(seconds: -9)
        let early = [
            try self.entry("last bill", 3) { (bill: inout BillRecord) in bill.periodStart = before },
            try self.entry("last bill", 1) { (account: inout AccountRecord) in account.openedAt = before },
        ]
        #expect(try self.refusal("last bill", early).hasPrefix("version 0 of the tariff holds from"))
        let foreign = try self.refusal("last bill", 2) { (payment: inout PaymentRecord) in payment.shares = [] }
        #expect(foreign == "payment 2 settled nothing of this bill")
    }

    @Test("A reading")
    func reading() throws {
        func meter(_ change: (inout MeterRecord) -> Void) throws -> String {
            try self.refusal("reading", 2, change)
        }
        #expect(try meter { $0.firstRegister = 0 }.contains("register 3 is not one of meter 2"))
        #expect(try meter { $0.firstRegister = 4 }.contains("register 3 is not one of meter 2"))
        #expect(try meter { $0.firstPosition = 4 }.contains("joined the box's roster after"))
        #expect(try meter { $0.firstPosition = .max }.contains("joined the box's roster after"))
        #expect(try meter { $0.box = PrincipalID(5) }.contains("principal 5"))
        let register = try self.refusal("reading", 3) { (record: inout RegisterRecord) in record.meter = MeterID(1) }
        #expect(register == "register 3 is not one of meter 2")
    }

    @Test("A payment")
    func payment() throws {
        for change: (inout PaymentRecord) -> Void in [
            { $0.amountPaise += 1 }, { $0.account = AccountID(0) }, { $0.reference = "UPI-4" },
            { $0.receivedAt = $0.receivedAt.adding(milliseconds: 1) },
            { $0.recordedAt = $0.recordedAt.adding(milliseconds: 1) },
        ] {
            #expect(try self.refusal("payment", 2, change) == "the transaction is not that of payment 2")
        }
    }

    @Test("A switching")
    func switching() throws {
        func order(_ change: (inout OrderRecord) -> Void) throws -> String {
            try self.refusal("switching", 0, change)
        }
        func bill(_ change: (inout BillRecord) -> Void) throws -> String {
            try self.refusal("switching", 1, change)
        }
        let issued = try Worlds.zone(0).state.orders[0].issuedAt
        #expect(try order { $0.meters = [MeterID(1)] } == "order 0 does not name meter 2")
        #expect(try order { $0.noticeEnd = issued.adding(milliseconds: 1) }.contains("before its notice had run out"))
        #expect(try order { $0.noticeAt = $0.noticeEnd.adding(milliseconds: 1) }.contains("before its notice"))
        #expect(try order { $0.issuedAt = issued.adding(seconds: 1_000) }.contains("is before the order"))
        #expect(try bill { $0.dueAt = issued }.contains("was not overdue"))
        #expect(try bill { $0.settledAt = issued }.contains("was not overdue"))
        #expect(try bill { $0.account = AccountID(0) }.contains("are not of one account"))
        let meter = try self.refusal("switching", 2) { (record: inout MeterRecord) in
            record.placements = [Placement(from: record.placements[0].from, node: record.node, account: AccountID(0))]
        }
        #expect(meter.contains("are not of one account"))
    }
}
