import Contract
import Identity
import Ledger
import TestSupport
import Testing

@Suite struct RecordTests {
    /// A zone in which everything happened once.
    private static func history() throws -> Zone {
        var random = RandomBody(generator: SeededGenerator(seed: 2))
        var zone = try Zone()
        try zone.setUp(houses: 3, tariff: Samples.rajasthan)
        zone.setTariff(1, Samples.everyLine)
        try zone.run(from: Samples.start, intervals: 14, [9000, 1000, 1000, 1000])
        try zone.block(after: 20_000)
        zone.pay(0, 100_000, "all")
        zone.submit(.protect(Protect(account: AccountID(1), reason: .medical)), by: .regulator)
        try zone.block(after: 1)
        zone.submit(.evidence(try ValidatorTests.evidence(zone)), by: .box)
        zone.submit(
            .setValidators(SetValidators(members: [Zone.id(.validator), Zone.id(.box)])), by: .registrar,
            approvedBy: .regulator)
        try zone.block(after: 1)
        zone.submit(.disputeBill(DisputeBill(bill: 2, complaint: .sha256([1]))), by: .registrar)
        zone.submit(
            .deposit(
                Deposit(bill: 2, amountPaise: 1, reference: "under protest", receivedAt: zone.state.time)),
            by: .collector)
        zone.submit(.setCalendar(SetCalendar(holidays: [20_500])), by: .registrar)
        zone.use(zone.voucher("all"))
        let key = try SigningKey(seed: Array(repeating: 250, count: 32)).publicKey
        zone.submit(.registerPrincipal(Principal(label: "gone", key: key, roles: .crew)), by: .registrar)
        zone.submit(.revokeKey(RevokeKey(principal: PrincipalID(6), cause: .lost)), by: .registrar)
        try zone.block(after: 1)
        try Self.findAndLearn(&zone)
        #expect(zone.state.accounts[2].dispute?.depositPaise == 1 && zone.state.principals[6].revokedAt != nil)
        for _ in 0..<60 {
            let (body, sender) = random.next(zone.state)
            zone.submitIfWellFormed(body, by: sender)
            try zone.block(after: 900)
        }
        return zone
    }

    /// A box's finding with a sealed note, confirmed on site, and a calibrated balance.
    private static func findAndLearn(_ zone: inout Zone) throws {
        let key = try SigningKey(seed: Array(repeating: 251, count: 32)).publicKey
        zone.submit(
            .registerPrincipal(Principal(label: "vigilance", key: key, roles: .vigilance)), by: .registrar)
        let now = zone.state.time
        zone.submit(
            .lossModel(
                LossModel(
                    node: NodeID(0), loss: Samples.loss, from: Samples.start, through: now, intervals: 14,
                    evidence: .sha256([8]))), by: .registrar)
        try zone.block(after: 1)
        zone.submit(
            .fileFinding(
                FileFinding(
                    node: NodeID(0), kind: .unmeteredLoad, phase: 3, onset: Samples.start, through: now, quantity: 900,
                    deviation: 30, weightThousandths: 25_000, evidence: .sha256([9]),
                    sealed: [SealedNote(recipient: PrincipalID(7), bytes: [1, 2])])), by: .box)
        try zone.block(after: 1)
        let number = try #require(zone.state.findings.lastIndex { $0.filed?.sealed.count == 1 })
        zone.submit(
            .judgeFinding(
                JudgeFinding(finding: UInt32(number), isConfirmed: true, visitedAt: now, reference: "job 4")),
            by: .registrar)
        try zone.block(after: 1)
        #expect(zone.state.findings[number].verdict?.isConfirmed == true && zone.state.nodes[0].calibration != nil)
    }

    /// Stored state and state roots never change by accident.
    @Test func recordsArePinned() throws {
        let zone = try Self.history()
        for kind in StateKind.allCases { #expect(zone.state.entries().contains { $0.key.kind == kind }, "\(kind)") }
        #expect(zone.state.root.hex == "715ef3d28b644122de32c1e26096b1552ef7b4545505cbf73c463d4ffebd5a1c")
    }

    /// Damaged records are refused or read as what they say; they never trap, nor does a state that holds them.
    @Test func damagedRecordsNeverTrap() throws {
        let zone = try Self.history()
        var random = RandomBody(generator: SeededGenerator(seed: 3))
        let entries = zone.state.entries()
        var restored = 0
        for _ in 0..<1500 {
            var damaged = entries
            let index = random.number(entries.count)
            var bytes = entries[index].bytes
            bytes[random.number(bytes.count)] ^= UInt8(1 << random.number(8))
            damaged[index] = StateEntry(key: entries[index].key, bytes: bytes)
            guard let state = try? ContractState(genesis: zone.genesis, entries: damaged) else { continue }
            restored += 1
            #expect(state.root != zone.state.root)
        }
        #expect(restored > 0)
    }
}
