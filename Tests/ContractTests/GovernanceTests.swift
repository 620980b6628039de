import Contract
import Identity
import Ledger
import Metering
import TestSupport
import Testing

/// Matters that nobody decides alone, and keys that are worth nothing any more.
@Suite struct GovernanceTests {
    private func zone(_ approvals: [Approval]) throws -> Zone {
        var policy = Samples.policy
        policy.approvals = approvals
        return try Zone(policy: policy)
    }

    private static let calendar = TransactionBody.setCalendar(SetCalendar(holidays: [20_460, 20_461]))

    @Test func `a matter takes the signatures that the policy asks for`() throws {
        var zone = try self.zone([Approval(matter: .calendar, alternatives: [[.registrar, .regulator]])])
        zone.submit(Self.calendar, by: .registrar)
        zone.submit(Self.calendar, by: .registrar, approvedBy: .collector)
        let failure = FailureReason.needsApproval(.calendar, alternatives: [[.registrar, .regulator]])
        #expect(try zone.block(after: 1).failures == [failure, failure])
        #expect(zone.state.zone.holidays.isEmpty)
        zone.submit(Self.calendar, by: .registrar, approvedBy: .regulator)
        #expect(try zone.block(after: 1).kinds == ["calendarSet"])
        #expect(zone.state.zone.holidays == [20_460, 20_461])
        // Other matters are the registrar's own.
        zone.setTariff(0, Samples.flat)
        #expect(try zone.block(after: 1).kinds == ["tariffSet"])
    }

    private static let fillings: [(signers: [Roles], isGiven: Bool)] = [
        ([.registrar, .registrar, .auditor], true), ([.registrar, .auditor, .registrar], true),
        ([[.registrar, .auditor], .registrar], false), ([[.registrar, .auditor], .registrar, .registrar], true),
        ([.registrar, .regulator], true), ([.registrar, .registrar], false), ([], false),
    ]

    @Test(arguments: Self.fillings)
    func `each place takes another signer`(signers: [Roles], isGiven: Bool) {
        let approval = Approval(
            matter: .tariff, alternatives: [[.registrar, .regulator], [.registrar, .registrar, .auditor]])
        #expect(approval.isGiven(by: signers) == isGiven)
    }

    @Test func `a matching is found wherever there is one`() {
        var generator = SeededGenerator(seed: 8)
        let kinds: [Roles] = [.registrar, .regulator, .auditor, [.registrar, .auditor], [.regulator, .auditor]]
        for _ in 0..<2000 {
            let draw = { (count: Int) in (0..<count).map { _ in kinds.randomElement(using: &generator) ?? .auditor } }
            let places = draw(Int.random(in: 1...4, using: &generator))
            let signers = draw(Int.random(in: 0...5, using: &generator))
            let approval = Approval(matter: .tariff, alternatives: [places])
            #expect(approval.isGiven(by: signers) == Self.canFill(places[...], signers), "\(places) \(signers)")
        }
    }

    /// Every choice of signers in turn.
    private static func canFill(_ places: ArraySlice<Roles>, _ signers: [Roles]) -> Bool {
        guard let place = places.first else { return true }
        return signers.indices.contains { index in
            var others = signers
            return !others.remove(at: index).isDisjoint(with: place) && self.canFill(places.dropFirst(), others)
        }
    }

    @Test(.timeLimit(.minutes(1))) func `a policy that nobody could approve is refused at once in a large zone`() {
        let approval = Approval(matter: .policy, alternatives: [Array(repeating: .registrar, count: 7) + [.auditor]])
        #expect(!approval.isGiven(by: Array(repeating: .registrar, count: 5000)))
    }

    @Test func `no policy and no genesis asks for what nobody could give`() throws {
        let impossible = Approval(matter: .policy, alternatives: [[.registrar, .auditor]])
        #expect(throws: ContractError.self) { _ = try self.zone([impossible]) }
        var zone = try self.zone([])
        var policy = Samples.policy
        policy.approvals = [impossible]
        zone.submit(.setPolicy(policy), by: .registrar)
        #expect(try zone.block(after: 1).failures == [.approvalImpossible(.policy)])
        policy.approvals = [Approval(matter: .policy, alternatives: [[.registrar, .regulator]])]
        zone.submit(.setPolicy(policy), by: .registrar)
        zone.submit(.setPolicy(Samples.policy), by: .registrar)
        let failures = try zone.block(after: 1).failures
        #expect(failures == [.needsApproval(.policy, alternatives: [[.registrar, .regulator]])])
    }

    @Test func `a stolen box's key signs nothing from the next transaction on, until it has another`() throws {
        var zone = try self.zone([])
        try zone.setUp(houses: 1)
        let next = Samples.start.adding(seconds: 900)
        zone.submit(.revokeKey(RevokeKey(principal: Zone.id(.box), cause: .stolen)), by: .registrar)
        zone.read(next, [10, 10])
        // The readings stand after the revocation in the same block.
        #expect(try zone.block(at: next.adding(seconds: 1)).failures == [.revokedKey(Zone.id(.box))])
        let late = zone.signed(
            .rotateKey(RotateKey(to: Zone.keys[0], of: Zone.id(.box), genesis: zone.genesisHash)), by: .box,
            sequence: 4)
        #expect(throws: TransactionRefusal.revokedKey(Zone.id(.box))) {
            _ = try zone.state.admit(late, at: zone.state.time)
        }
        zone.submit(.revokeKey(RevokeKey(principal: Zone.id(.box), cause: .stolen)), by: .registrar)
        zone.submit(.revokeKey(RevokeKey(principal: Zone.id(.validator), cause: .stolen)), by: .registrar)
        #expect(try zone.block(after: 1).failures == [.revokedBefore(Zone.id(.box)), .validatorKey])

        let key = try SigningKey(seed: Array(repeating: 77, count: 32))
        let foreign = RotateKey(to: key, of: Zone.id(.otherBox), genesis: zone.genesisHash)
        let proven = RotateKey(to: key, of: Zone.id(.box), genesis: zone.genesisHash)
        for replacement in [foreign, proven] {
            zone.submit(
                .revokeKey(RevokeKey(principal: Zone.id(.box), cause: .stolen, replacement: replacement)),
                by: .registrar)
        }
        let events = try zone.block(after: 1)
        #expect(events.failures == [.badKeyProof] && events.kinds.last == "keyRevoked")
        #expect(zone.state.principals[1].key == key.publicKey && zone.state.principals[1].revokedAt == nil)
        // A box that begins again must know as well that nobody gets the old key.
        try zone.restart(seed: 5)
        let thief = Principal(label: "thief", key: Zone.keys[1].publicKey, roles: .box)
        zone.submit(.registerPrincipal(thief), by: .registrar)
        #expect(try zone.block(after: 1).failures == [.keyTaken])
    }

    @Test func `nobody waits for the word of a collector whose key was revoked`() throws {
        var policy = Samples.policy
        policy.collectorWatermarkSeconds = 86_400
        var zone = try Zone(policy: policy)
        try zone.setUp(houses: 1)
        let key = try SigningKey(seed: Array(repeating: 88, count: 32)).publicKey
        zone.submit(.registerPrincipal(Principal(label: "old bank", key: key, roles: .collector)), by: .registrar)
        try zone.run(from: Samples.start, intervals: 12, [1000, 1000])
        try zone.block(after: 3600)
        try zone.block(after: 4000)
        zone.submit(.collectedThrough(CollectedThrough(time: zone.state.time)), by: .collector)
        try zone.block(after: 8000)
        #expect(zone.state.orders.isEmpty && zone.state.accounts[0].awaitsOrder)
        zone.submit(.revokeKey(RevokeKey(principal: PrincipalID(6), cause: .retired)), by: .registrar)
        #expect(try zone.block(after: 1).kinds.contains("orderIssued"))
        zone.submit(.revokeKey(RevokeKey(principal: Zone.id(.collector), cause: .retired)), by: .registrar)
        try zone.block(after: 1)
    }
}
