import Contract
import Identity
import Ledger
import Metering
import Tariffs
import TestSupport
import Testing

@testable import Proofs

@Suite("What bundles prove") struct VerdictTests {
    @Test(
        "Every kind of bundle is proven from the genesis, with one validator, four, and changes of the set",
        arguments: [0, 1, 2])
    func everyKind(_ world: Int) throws {
        let zone = try Worlds.zone(world)
        for (name, bundle) in try zone.bundles() {
            let bytes = bundle.encoded()
            #expect(try ProofBundle(decoding: bytes) == bundle, "\(name)")
            let verdict = try ProofBundle.verify(bytes, genesis: zone.genesis)
            #expect(verdict.kind == bundle.kind)
            #expect(verdict.sentences.count >= 4)
            #expect(bytes.count <= 20_000, "\(name): \(bytes.count) bytes")
        }
    }

    private func facts(_ bundle: ProofBundle?, _ zone: ProofZone) throws -> [String: ProofVerdict.Fact] {
        try #require(bundle).verify(zone.genesis).facts
    }

    @Test("A bill: registers from the bill before to the one after, the total, what settled it, the permit")
    func bill() throws {
        let zone = try Worlds.zone(0)
        let first = try self.facts(zone.material().bundle(of: .bill(0)), zone)
        let record = zone.state.bills[0]
        #expect(first["total_paise"] == .integer(25_600) && first["quantity"] == .integer(12_000))
        #expect(first["openings_shown"] == .integer(0) && first["closings_shown"] == .integer(2), "import and export")
        #expect(first["paid_by_shown_paise"] == .integer(25_600) && first["settled_paise"] == .integer(25_600))
        #expect(first["settled_at_ms"] == .integer(try #require(record.settledAt).milliseconds))
        #expect(first["permit_through_ms"] == .integer(zone.state.accounts[0].permitThrough.milliseconds))
        let last = try self.facts(zone.material().bundle(of: .bill(3)), zone)
        #expect(last["openings_shown"] == .integer(1) && last["total_paise"] == .integer(23_500))
        #expect(zone.state.bills[3].carriedInPaise == 7)
    }

    @Test("A register that is read for the first time after its first bill: that reading opens it")
    func firstReadingAfterABill() throws {
        let zone = try ProofZone.readLate()
        #expect(zone.state.bills.count == 4)
        let unread = try self.facts(zone.material().bundle(of: .bill(0)), zone)
        #expect(unread["closings_shown"] == .integer(0) && unread["quantity"] == .integer(0))
        let next = try self.facts(zone.material().bundle(of: .bill(2)), zone)
        #expect(next["openings_shown"] == .integer(0) && next["closings_shown"] == .integer(2))
        #expect(next["quantity"] == .integer(11_000))
        #expect(try self.facts(zone.material(at: 2).bundle(of: .bill(1)), zone)["closings_shown"] == .integer(0))
    }

    @Test("A bill without an amount, and why it has none")
    func billWithoutAmount() throws {
        var zone = try ProofZone()
        var tariff = ProofZone.story
        tariff.lines.append(
            TariffLine(
                name: "factor",
                kind: .powerFactor(steps: [PowerFactorStep(below: nil, basisPoints: 100)], of: ["energy"])))
        try zone.register(tariff)
        try zone.read(intervals: 12)
        try zone.block(after: 1000)
        let verdict = try #require(zone.material().bundle(of: .bill(0))).verify(zone.genesis)
        #expect(
            verdict.sentences.contains(
                "Why: tariff line \"factor\" needs the apparent energy, which is not known for this bill."))
        #expect(verdict.facts["total_paise"] == .integer(0) && verdict.facts["lines"] == .integer(0))
    }

    @Test("A reading: signed always; booked where the state is of its interval; after the state of its own block")
    func reading() throws {
        let zone = try Worlds.zone(0)
        let end = ProofZone.start.adding(seconds: 1800)
        let located = zone.located {
            if case .readings(let value) = $0.body { value.firstEnd == end } else { false }
        }
        for (register, value) in [(UInt32(0), Int64(3000)), (1, 1000), (2, 0), (3, 1100)] {
            let later = try self.facts(
                zone.material().bundle(of: .reading(register: register, end: end), located), zone)
            #expect(later["value"] == .integer(value) && later["booked"] == .boolean(false))
            #expect(later["position"] == .integer(Int64(register)) && later["register_value"] == nil)
            let height = located[0].block.block.header.height
            let own = try #require(
                zone.material(at: height).bundle(of: .reading(register: register, end: end), located))
            #expect(own.blocks.count == 1)
            let facts = try self.facts(own, zone)
            #expect(facts["booked"] == .boolean(true))
            #expect(facts["register_value"] == .integer(1000 + 2 * value))
        }
        // In a later state the register stands there, and which increment brought it there is not shown.
        let last = ProofZone.start.adding(seconds: 24 * 900)
        let newest = zone.located {
            if case .readings(let value) = $0.body { value.firstEnd == last } else { false }
        }
        let tip = try self.facts(zone.material().bundle(of: .reading(register: 1, end: last), newest), zone)
        #expect(tip["booked"] == .boolean(false) && tip["value"] == .integer(700))
        #expect(tip["register_value"] == .integer(21_400))
        let absolute = zone.located {
            if case .readings(let value) = $0.body { value.firstEnd == ProofZone.start } else { false }
        }
        let first = try self.facts(
            zone.material(at: 2).bundle(of: .reading(register: 3, end: ProofZone.start), absolute), zone)
        let later = try self.facts(
            zone.material(at: 3).bundle(of: .reading(register: 3, end: ProofZone.start), absolute), zone)
        #expect(later["booked"] == .boolean(false) && later["register_value"] == nil)
        #expect(first["form"] == .integer(1) && first["value"] == .integer(1000) && first["booked"] == .boolean(true))
    }

    @Test("A payment shows nothing of the energy ledger but the collector's name")
    func payment() throws {
        let zone = try Worlds.zone(0)
        let bundle = try #require(try zone.bundles().first { $0.name == "payment" }).bundle
        #expect(bundle.state.entries.map(\.entry.key.kind) == [.payment, .principal])
        #expect(bundle.transactions.map(\.proof.transaction.transaction.body.ledger) == [.payment])
        let facts = try self.facts(bundle, zone)
        #expect(facts["amount_paise"] == .integer(200_000) && facts["reference"] == .text("UPI-3"))
        #expect(facts["collector_label"] == .text("collector") && facts["account"] == .integer(1))
    }

    @Test("A switching: the order, the bill, the notice, and what the relay did")
    func switching() throws {
        let zone = try Worlds.zone(0)
        let facts = try self.facts(try zone.bundles().last?.bundle, zone)
        let order = zone.state.orders[0]
        #expect(facts["arrears_paise"] == .integer(50_000) && facts["bill"] == .integer(1))
        #expect(facts["issued_at_ms"] == .integer(order.issuedAt.milliseconds))
        #expect(facts["revoked_at_ms"] == .integer(try #require(order.revokedAt).milliseconds))
        #expect(facts["events"] == .integer(4) && facts["commanded_open_ms"] != nil)
        #expect(facts["read_back_open_ms"] != nil && facts["protected"] == .boolean(false))
        // Without the events it proves the order, and says what it does not show.
        let order0 = try #require(zone.material().bundle(of: .switching(meter: MeterID(2), order: 0)))
        let verdict = try order0.verify(zone.genesis)
        #expect(verdict.facts["read_back_open_ms"] == nil)
        #expect(verdict.sentences.contains("That the relay opened is not shown."))
    }

    @Test("A block whose certificate is a later one's; headers that do not lead there prove nothing")
    func link() throws {
        let zone = try Worlds.zone(1)
        let bundle = try #require(try zone.bundles().first { $0.name == "payment" }).bundle
        let height = Int(bundle.blocks[1].header.height)
        let later = zone.blocks[height + 1]
        let headers = [zone.blocks[height].block.header, later.block.header]
        let linked = FinalHeader(header: bundle.blocks[1].header, link: headers, certificate: later.certificate)
        #expect(try bundle.with(blocks: [bundle.blocks[0], linked]).verify(zone.genesis).kind == .payment)
        for link in [[], [headers[1]], headers.reversed(), [headers[0]]] as [[BlockHeader]] {
            let broken = FinalHeader(header: bundle.blocks[1].header, link: link, certificate: later.certificate)
            #expect(throws: ProofError.self) {
                try bundle.with(blocks: [bundle.blocks[0], broken]).verify(zone.genesis)
            }
        }
    }

    @Test("A signature by a key that was replaced since, and said so")
    func replacedKey() throws {
        var zone = try ProofZone()
        try zone.register()
        try zone.read(intervals: 1)
        let old = zone.key(.box).publicKey
        try zone.rotateKey(of: .box, seed: 77)
        let end = ProofZone.start.adding(seconds: 900)
        let located = zone.located {
            if case .readings(let value) = $0.body { value.firstEnd == end } else { false }
        }
        let material = try zone.material()
        let wrong = try #require(material.bundle(of: .reading(register: 1, end: end), located))
        #expect(throws: ProofError.notInBlock(.signature(ProofZone.id(.box)))) { try wrong.verify(zone.genesis) }
        let right = [ProofMaterial.Located(block: located[0].block, index: located[0].index, key: old)]
        let verdict = try #require(material.bundle(of: .reading(register: 1, end: end), right)).verify(zone.genesis)
        #expect(verdict.sentences.contains { $0.contains(old.hex) })
    }
}
