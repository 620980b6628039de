import CanonicalCBOR
import Contract
import Ledger
import Metering
import Tariffs
import TestSupport
import Testing

@testable import Proofs

/// `Tests/Python/verify_bundle.py` is written from the documents alone.
@Suite(
    "An independent verifier", .enabled(if: PythonScript.knows(module: "cbor2, nacl"), "a Python with cbor2 and PyNaCl")
)
struct AgreementTests {
    private func answers(_ bundles: [[UInt8]], of zone: ProofZone) throws -> [Judgement] {
        let genesis = zone.genesis.encoded().hex
        let answer = try PythonScript("verify_bundle.py").run(
            ["--lines"], lines: bundles.map { "\(genesis) \($0.hex)" })
        #expect(answer.status == 0, "\(answer.output)")
        let answers = try answer.output.split(separator: "\n").map { try Judgement(line: $0) }
        try #require(answers.count == bundles.count, "one answer for each bundle")
        return answers
    }

    @Test("It agrees on every bundle, fact by fact", arguments: [0, 1, 2])
    func everyKind(_ world: Int) throws {
        let zone = try Worlds.zone(world)
        let bundles = try zone.bundles()
        let answers = try self.answers(bundles.map { $0.bundle.encoded() }, of: zone)
        for ((name, bundle), answer) in zip(bundles, answers) {
            let own = Judgement(bundle.encoded(), zone)
            #expect(own != .refused && answer == own, "\(name)")
        }
    }

    @Test("It agrees on bills of registers that were not read yet, and on the bills after them")
    func unreadRegisters() throws {
        let zone = try ProofZone.readLate()
        let bundles = try zone.state.bills.indices.map { number in
            try #require(zone.material().bundle(of: .bill(UInt32(number)))).encoded()
        }
        for (bytes, answer) in zip(bundles, try self.answers(bundles, of: zone)) {
            let own = Judgement(bytes, zone)
            #expect(own != .refused && answer == own)
        }
    }

    @Test("It agrees on a payment from another account's credit, and on no other account's")
    func givenCredit() throws {
        var zone = try ProofZone()
        try zone.register()
        try zone.pay(0, 5000, "P")
        try zone.give(1200, "for Asha")
        let located = zone.located { if case .payFromCredit = $0.body { true } else { false } }
        let bundle = try #require(zone.material().bundle(of: .payment(1), located))
        let own = Judgement(bundle.encoded(), zone)
        #expect(try own != .refused && self.answers([bundle.encoded()], of: zone) == [own])
        let verdict = try bundle.verify(zone.genesis)
        #expect(verdict.facts["from_credit_of"] == .integer(0) && verdict.facts["account"] == .integer(1))
        // The collector's payment is not made by the consumer's transaction.
        let other = try #require(zone.material().bundle(of: .payment(0), located)).encoded()
        #expect(try Judgement(other, zone) == .refused && self.answers([other], of: zone) == [.refused])
    }

    @Test("It agrees that readings prove nothing that are too far ahead of their block", arguments: [5000, 5001])
    func readingsAhead(_ milliseconds: Int64) throws {
        var zone = try ProofZone()
        try zone.register()
        let end = ProofZone.start.adding(seconds: 900)
        zone.submit(
            .readings(
                Readings(rosterVersion: 3, intervalEnd: end, increments: [1, 2, 3, 4], exceptions: [])), by: .box)
        try zone.block(at: end.adding(milliseconds: -milliseconds))
        let isTaken = zone.state.registers[3].boundary == end
        let located = zone.located {
            if case .readings(let readings) = $0.body { readings.firstEnd == end } else { false }
        }
        let bytes = try #require(zone.material().bundle(of: .reading(register: 3, end: end), located)).encoded()
        let own = Judgement(bytes, zone)
        #expect(isTaken == (milliseconds == 5000) && (own == .refused) == !isTaken)
        #expect(try self.answers([bytes], of: zone) == [own])
    }

    @Test("It agrees on each interval of readings that went together, and on none that is not among them")
    func together() throws {
        var zone = try ProofZone()
        try zone.register()
        try zone.read(intervals: 1)
        try zone.readTogether(plain: 2)
        let own = zone.state.height
        try zone.read(intervals: 1)
        let first = ProofZone.start.adding(seconds: 1800)
        let located = zone.located { if case .readings(let value) = $0.body { value.firstEnd == first } else { false } }
        var bundles: [[UInt8]] = []
        // Register, interval, what it says, whether it is shown to be booked after its own block.
        let cases: [(register: UInt32, interval: Int, value: Int64?, booked: Bool)] = [
            (1, 0, 1, true), (1, 1, 2, true), (1, 2, 9, true), (1, 3, 9, true), (3, 0, 101, true), (3, 1, 102, true),
            (3, 2, nil, false), (3, 3, 2553, true), (1, -1, nil, false), (1, 4, nil, false),
        ]
        for (register, interval, value, booked) in cases {
            let end = first.adding(seconds: Int64(interval) * 900)
            for height in [own, zone.state.height] {
                let bundle = try #require(
                    zone.material(at: height).bundle(of: .reading(register: register, end: end), located))
                bundles.append(bundle.encoded())
                guard let value else {
                    #expect(throws: ProofError.self) { try bundle.verify(zone.genesis) }
                    continue
                }
                let facts = try bundle.verify(zone.genesis).facts
                #expect(facts["value"] == .integer(value) && facts["interval_end_ms"] == .integer(end.milliseconds))
                #expect(facts["booked"] == .boolean(booked && height == own), "\(register), \(interval), \(height)")
                #expect((facts["register_value"] != nil) == (height == own && interval == 3))
            }
        }
        // A payment's bundle names no interval; a reading's names one.
        let payment = try #require(try Worlds.zone(0).bundles().first { $0.name == "payment" }).bundle
        let named = payment.with(interval: .some(first))
        #expect(throws: ProofError.self) { try named.verify(Worlds.zone(0).genesis) }
        #expect(try self.answers([named.encoded()], of: Worlds.zone(0)) == [.refused])
        let reading = try #require(zone.material().bundle(of: .reading(register: 1, end: first), located))
        bundles.append(reading.with(interval: .some(nil)).encoded())
        for (bytes, answer) in zip(bundles, try self.answers(bundles, of: zone)) {
            #expect(answer == Judgement(bytes, zone))
        }
        #expect(Judgement(try #require(bundles.last), zone) == .refused)
    }

    @Test("It accepts no bundle of which a bit was changed", arguments: [0, 2])
    func changedBits(_ world: Int) throws {
        let zone = try Worlds.zone(world)
        let genesis = zone.genesis.encoded().hex
        // In the first world every bit of a payment, and every byte of a reading.
        func limit(_ kind: ProofKind, _ bytes: Int) -> Int {
            world == 0 && kind == .payment ? 8 * bytes : world == 0 && kind == .reading ? bytes : 400
        }
        let lines = try zone.bundles().map { _, bundle in
            let bytes = bundle.encoded()
            return "\(genesis) \(bytes.hex) \(limit(bundle.kind, bytes.count))"
        }
        let answer = try PythonScript("flip_bundles.py").run(lines: lines)
        #expect(answer.status == 0, "\(answer.output)")
    }

    /// The state's bytes are proven; whether they make a bill is for the verifiers to compute.
    @Test("It agrees on records that no contract made, each number changed by one")
    func forgedRecords() throws {
        let zone = try Worlds.zone(0)
        var (accepted, refused) = (0, 0)
        for (name, bundle) in try zone.bundles().dropFirst(2) {
            let forged = try ForgedState(zone, bundle).everyChange(CBOR.neighbours).map { $0.encoded() }
            let answers = try self.answers(forged, of: zone)
            for (index, (bytes, answer)) in zip(forged, answers).enumerated() {
                do throws(ProofError) {
                    let facts = try ProofBundle.verify(bytes, genesis: zone.genesis).facts
                    #expect(answer == .proven(facts), "\(name), change \(index)")
                    accepted += 1
                } catch {
                    // What cannot be a record at all is no matter of arithmetic.
                    if case .unreadable = error { continue }
                    #expect(answer == .refused, "\(name), change \(index): \(error)")
                    refused += 1
                }
            }
        }
        #expect(accepted > 100 && refused > 200, "\(accepted) accepted, \(refused) refused")
    }

    @Test("It computes a credit for what was fed back, and refuses a second one for the same surplus")
    func exportCredit() throws {
        var tariff = ProofZone.story
        tariff.lines = [
            TariffLine(name: "net", kind: .perUnit(rate: 500_000), quantity: .net),
            TariffLine(name: "credit", kind: .exportCredit(ExportCredit(rate: 300_000, carryUpTo: 1000))),
        ]
        tariff.totalRounding = .none
        var zone = try ProofZone()
        try zone.register(tariff)
        try zone.readAbsolute(ProofZone.start.adding(seconds: 10_800), [10_000, 3000, 9000, 2000])
        try zone.block(after: 1000)
        let bundle = try #require(zone.material().bundle(of: .bill(0)))
        let own = Judgement(bundle.encoded(), zone)
        #expect(zone.state.bills[0].lines.map(\.amountPaise) == [0, -1500], "5 kWh of surplus at 3 ₹")
        let twice = try #require(ForgedState(zone, bundle).bundle(with: try bundle.entries(twice: "credit")))
        #expect(own != .refused && Judgement(twice.encoded(), zone) == .refused)
        let script = PythonScript("verify_bundle.py")
        let answer = try script.run(
            ["--lines"], lines: [bundle, twice].map { "\(zone.genesis.encoded().hex) \($0.encoded().hex)" })
        let lines = answer.output.split(separator: "\n")
        try #require(lines.count == 2)
        #expect(try Judgement(line: lines[0]) == own)
        #expect(lines.last?.contains("two lines pay for one surplus") == true, "\(answer.output)")
    }

    @Test("It computes every kind of line, over periods that are not the tariff's reference", arguments: 0..<4)
    func everyLine(_ seed: UInt64) throws {
        var policy = ProofZone.policy
        policy.billingPeriodSeconds = 2 * 86_400
        var zone = try ProofZone(policy: policy)
        var random = SeededGenerator(seed: seed)
        try zone.register(ProofZone.everyLine(&random))
        for account in 0..<UInt32(2) {
            let terms = AccountTerms(
                tariff: TariffID(0), sanctionedLoadWatts: UInt32.random(in: 0...9000, using: &random),
                classes: Bool.random(using: &random) ? ["bpl"] : [], isPrepaid: Bool.random(using: &random))
            zone.submit(
                .amendAccount(AmendAccount(account: AccountID(account), from: ProofZone.start, terms: terms)),
                by: .registrar)
        }
        var values: [Int64] = [1000, 1000, 1000, 1000]
        for period in 1...3 {
            values = values.map { $0 + Int64.random(in: 0...40_000, using: &random) }
            try zone.readAbsolute(ProofZone.start.adding(seconds: Int64(period) * 2 * 86_400), values)
            try zone.block(after: 1000)
        }
        #expect(zone.state.bills.count == 6 && zone.state.bills.allSatisfy { !$0.marks.contains(.uncomputable) })
        let bundles = try zone.state.bills.indices.map { number in
            try #require(zone.material().bundle(of: .bill(UInt32(number)))).encoded()
        }
        for (bytes, answer) in zip(bundles, try self.answers(bundles, of: zone)) {
            let own = Judgement(bytes, zone)
            #expect(own != .refused && answer == own)
        }
    }
}
