import Contract
import Identity
import Ledger
import Metering
import Testing

@Suite("Validator sets and evidence")
struct ValidatorTests {
    /// The only validator notarized two blocks.
    static func evidence(_ zone: Zone, epoch: UInt64 = 1, view: UInt64 = 7, key: Who = .validator) throws -> Evidence {
        let votes = [Digest.sha256([1]), .sha256([2])].map {
            VoteStatement(kind: .notarize, epoch: epoch, view: view, blockHash: $0)
                .signed(by: Zone.keys[Int(key.rawValue)], as: Zone.id(.validator), genesis: zone.genesisHash)
        }
        return try #require(Evidence(votes[1], votes[0]))
    }

    private func set(_ members: [Who]) -> TransactionBody {
        .setValidators(SetValidators(members: members.map(Zone.id)))
    }

    @Test("A set takes effect after its block, whose header names it, and the members get their role")
    func takesEffect() throws {
        var zone = try Zone()
        zone.submit(self.set([.validator, .box]), by: .registrar, approvedBy: .regulator)
        let events = try zone.block(after: 1)
        #expect(events.contains(.validatorsSet(epoch: 2, members: [Zone.id(.validator), Zone.id(.box)])))
        let set = zone.state.validators
        #expect(set.epoch == 2)
        #expect(set.members.map(\.id) == [Zone.id(.validator), Zone.id(.box)])
        #expect(zone.header?.nextValidators == set.hash)
        #expect(zone.state.principals[Int(Who.box.rawValue)].roles == [.box, .validator])
        #expect(zone.state.validators(ofEpoch: 1)?.members.count == 1)
        try zone.restart(seed: 1)
        try zone.block(after: 1)
        #expect(zone.header?.epoch == 2)
        #expect(zone.header?.nextValidators == nil)
        zone.submit(self.set([.box]), by: .registrar, approvedBy: .regulator)
        try zone.block(after: 1)
        #expect(zone.state.validators.members.map(\.id) == [Zone.id(.box)])
        #expect(zone.state.principals[Int(Who.validator.rawValue)].roles == [])
        #expect(zone.state.validators(ofEpoch: 3) == zone.state.validators)
        #expect(zone.state.validators(ofEpoch: 4) == nil)
    }

    @Test("What a set must not do")
    func refusals() throws {
        var zone = try Zone()
        let regulated: [(TransactionBody, FailureReason)] = [
            (self.set([.validator]), .sameValidators),
            (self.set([.validator, .box, .otherBox]), .tooManyValidatorChanges(limit: 1, found: 2)),
            (
                .setValidators(SetValidators(members: [Zone.id(.validator), PrincipalID(77)])),
                .unknownPrincipal(PrincipalID(77))
            ),
        ]
        for (body, _) in regulated { zone.submit(body, by: .registrar, approvedBy: .regulator) }
        zone.submit(self.set([.box]), by: .registrar)
        zone.submit(self.set([.box]), by: .registrar, approvedBy: .validator)
        zone.submit(self.set([.box]), by: .registrar, approvedBy: .regulator)
        zone.submit(self.set([.validator]), by: .registrar, approvedBy: .regulator)
        let events = try zone.block(after: 1)
        #expect(events.failures == regulated.map(\.1) + [.needsRegulator, .needsRegulator, .epochEndsAlready(next: 2)])
        #expect(zone.state.validators.members.map(\.id) == [Zone.id(.box)])
    }

    @Test("Evidence is recorded once for each validator, epoch and kind, whoever brings it")
    func evidenceIsRecorded() throws {
        var zone = try Zone()
        let evidence = try Self.evidence(zone)
        #expect(!zone.state.knows(evidence))
        zone.submit(.evidence(evidence), by: .otherBox)
        zone.submit(.evidence(try Self.evidence(zone, view: 8)), by: .box)
        zone.submit(.evidence(try Self.evidence(zone, epoch: 2)), by: .box)
        zone.submit(.evidence(try Self.evidence(zone)), by: .collector)
        let events = try zone.block(after: 1)
        #expect(
            events.failures == [
                .evidenceKnown(number: 0), .unknownEpoch(2, last: 1),
                .missingRole(needed: [.validator, .box, .registrar, .regulator]),
            ])
        #expect(zone.state.evidence.map(\.offender) == [Zone.id(.validator)])
        #expect(zone.state.evidence[0].evidenceKind == .twoNotarizes)
        #expect(zone.state.knows(evidence))
    }

    @Test("Forged evidence changes nothing")
    func forgedEvidence() throws {
        var zone = try Zone()
        zone.submit(.evidence(try Self.evidence(zone, key: .box)), by: .box)
        #expect(try zone.block(after: 1).failures == [.badEvidence])
        #expect(zone.state.evidence.isEmpty)
    }
}
