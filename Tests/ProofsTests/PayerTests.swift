import CanonicalCBOR
import Ledger
import Metering
import TestSupport
import Testing

@testable import Contract
@testable import Proofs

/// Bills of meters for which several accounts paid, or which are gone.
@Suite("Bills of meters that changed hands") struct PayerTests {
    private static let hasPython = PythonScript.knows(module: "cbor2, nacl")

    private func bundle(of bill: Int, _ zone: ProofZone) throws -> ProofBundle {
        try #require(try zone.material().bundle(of: .bill(UInt32(bill))))
    }

    private func facts(of bill: Int, _ zone: ProofZone) throws -> [String: ProofVerdict.Fact] {
        try self.bundle(of: bill, zone).verify(zone.genesis).facts
    }

    /// What the verifier that is not ours says of bundles; nothing without a Python that can run it.
    private func others(_ bundles: [ProofBundle], _ zone: ProofZone) throws -> [Judgement]? {
        guard Self.hasPython else { return nil }
        let genesis = zone.genesis.encoded().hex
        let answer = try PythonScript("verify_bundle.py").run(
            ["--lines"], lines: bundles.map { "\(genesis) \($0.encoded().hex)" })
        let answers = try answer.output.split(separator: "\n").map { try Judgement(line: $0) }
        try #require(answers.count == bundles.count)
        return answers
    }

    private func expectAgreement(_ bundles: [ProofBundle], _ zone: ProofZone) throws {
        let own = bundles.map { Judgement($0.encoded(), zone) }
        for (index, judgement) in own.enumerated() { #expect(judgement != .refused, "bundle \(index)") }
        if let others = try self.others(bundles, zone) { #expect(others == own) }
    }

    @Test("An account that pays again after another one has a stretch for each time, and both verifiers prove it")
    func paidInTurn() throws {
        let zone = try ProofZone.paidInTurn()
        #expect(zone.state.bills.map(\.account.number) == [0, 1, 0, 1])
        #expect(
            zone.state.bills[1].registers.map { [$0.opening, $0.closing, $0.quantity] } == [
                [1000, 4300, 3300], [7600, 14_200, 6600],
            ])
        #expect(zone.state.bills[1].marks == [] && zone.state.bills[1].quantity == 9900)
        let own = try self.facts(of: 1, zone)
        #expect(own["registers"] == .integer(1) && own["stretches"] == .integer(2))
        #expect(own["closings_shown"] == .integer(1))
        #expect(try self.facts(of: 3, zone)["openings_shown"] == .integer(1))
        try self.expectAgreement(try (0..<4).map { try self.bundle(of: $0, zone) }, zone)
    }

    @Test("A stretch that is left out, joined with another, or moved makes no proof, and both verifiers see it")
    func forgedStretches() throws {
        let zone = try ProofZone.paidInTurn()
        let bundle = try self.bundle(of: 1, zone)
        let record = zone.state.bills[1]
        let (first, second) = (record.registers[0], record.registers[1])
        func registers(_ values: [(Int64, Int64, Int64)]) -> [BilledRegister] {
            values.map { BilledRegister(register: 3, opening: $0.0, closing: $0.1, quantity: $0.2) }
        }
        let forged: [[BilledRegister]] = [
            [first], [second], [second, first], [first, second, second],
            registers([(1000, 14_200, 9900)]), registers([(1000, 4300, 3300), (7601, 14_200, 6600)]),
            registers([(1000, 4300, 3300), (4200, 10_800, 6600)]),
            registers([(1000, 4300, 3300), (7600, 14_201, 6601)]),
            registers([(1000, 4300, 3300), (4300, 4300, 0), (7600, 14_200, 6600)]),
        ]
        let bundles = try forged.map { registers in
            var bill = record
            bill.registers = registers
            return try #require(
                ForgedState(zone, bundle).bundle(with: [
                    StateEntry(key: StateKey(.bill, 1), bytes: bill.encoded())
                ]))
        }
        for (index, bundle) in bundles.enumerated() {
            #expect(Judgement(bundle.encoded(), zone) == .refused, "forged bill \(index)")
        }
        if let others = try self.others(bundles, zone) { #expect(others.allSatisfy { $0 == .refused }, "\(others)") }
    }

    @Test("A bill from before a retirement is proven after it, where the account's next bill has the meter no more")
    func retired() throws {
        var zone = try ProofZone()
        try zone.register()
        // Account 1 pays for both houses' meters, and one is taken away from the last interval that was read.
        try zone.amend(1, from: 0, .account(AccountID(1)))
        try zone.read(intervals: 12)
        try zone.block(after: 1000)
        try zone.amend(2, from: 12, .retired)
        let roster = zone.state.roster(of: ProofZone.id(.box))
        zone.submit(
            .readings(
                Readings(
                    rosterVersion: roster.version, intervalEnd: ProofZone.at(24),
                    increments: Array(repeating: nil, count: 4),
                    exceptions: (0..<3).map { ReadingException(index: $0, kind: .absolute, value: 90_000) })), by: .box)
        try zone.block(at: ProofZone.at(24).adding(seconds: 1000))
        let bills = zone.state.bills.indices.filter { zone.state.bills[$0].account.number == 1 }
        #expect(bills.count == 2 && zone.state.bills[bills[1]].registers.allSatisfy { $0.register != 3 })
        #expect(zone.state.meters[2].retiredAt == ProofZone.at(12))
        try self.expectAgreement(try bills.map { try self.bundle(of: $0, zone) }, zone)
        #expect(try self.facts(of: bills[0], zone)["closings_shown"] == .integer(3), "one by its own books")
        // A meter that is read on cannot be left out.
        var meter = zone.state.meters[2]
        meter.retiredAt = nil
        let kept = try #require(
            ForgedState(zone, try self.bundle(of: bills[0], zone)).bundle(with: [
                StateEntry(key: StateKey(.meter, 2), bytes: meter.encoded())
            ]))
        #expect(Judgement(kept.encoded(), zone) == .refused)
        if let others = try self.others([kept], zone) { #expect(others == [.refused]) }
    }

    @Test("Every bill is proven, then and later, whoever paid, and however late and broken the readings were")
    func unsettled() throws {
        var stretches = 0
        var late = 0
        for seed in UInt64(0)..<18 {
            let zone = try ProofZone.unsettled(seed: seed, showsRatios: seed >= 12) { zone in
                for bill in zone.state.bills.indices {
                    do {
                        _ = try self.bundle(of: bill, zone).verify(zone.genesis)
                    } catch {
                        Issue.record("seed \(seed), block \(zone.state.height), bill \(bill): \(error)")
                    }
                }
            }
            let bundles = try zone.state.bills.indices.map { try self.bundle(of: $0, zone) }
            try self.expectAgreement(bundles, zone)
            late += zone.state.bills.count { $0.issuedAt.seconds - $0.periodEnd.seconds > 5400 }
            for bill in zone.state.bills {
                stretches += bill.registers.count - Set(bill.registers.map(\.register)).count
            }
        }
        #expect(stretches > 5, "accounts paid again after others")
        #expect(late > 3, "bills were held and made later")
    }

    @Test("Bills that were held are proven when they are made, each with the registers of its own period")
    func held() throws {
        var zone = try ProofZone.held()
        #expect(zone.state.accounts[1].heldPeriods.count == 2 && zone.state.bills.map(\.account.number) == [0, 0])
        try zone.showRatio(100_000)
        let bills = zone.state.bills.indices.filter { zone.state.bills[$0].account.number == 1 }
        #expect(bills.map { zone.state.bills[$0].period } == [0, 1])
        #expect(bills.map { zone.state.bills[$0].quantity } == [13_200, 13_200])
        #expect(try self.facts(of: bills[1], zone)["openings_shown"] == .integer(1))
        try self.expectAgreement(try zone.state.bills.indices.map { try self.bundle(of: $0, zone) }, zone)
    }
}
