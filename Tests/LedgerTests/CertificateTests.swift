import Identity
import Ledger
import TestSupport
import Testing

@Suite struct CertificateTests {
    private func setUp(_ count: Int, kind: VoteKind = .finalize) throws -> (FinalizedBlock, RandomRecords) {
        var random = RandomRecords(generator: SeededGenerator(seed: 3))
        let block = random.block()
        let votes = random.votes(for: block, kind: kind).prefix(count)
        return (FinalizedBlock(block: block, certificate: try #require(Certificate(votes: Array(votes)))), random)
    }

    @Test func quorums() {
        for (members, quorum, faults) in [
            (1, 1, 0), (3, 3, 0), (4, 3, 1), (5, 4, 1), (7, 5, 2), (10, 7, 3), (100, 67, 33),
        ] {
            let set = ValidatorSet(
                epoch: 1,
                members: (0..<members).map {
                    Validator(id: PrincipalID(UInt32($0)), key: RandomRecords.keys[0].publicKey)
                })
            #expect(set.quorum == quorum && set.faultTolerance == faults)
        }
    }

    @Test func aQuorumFinalizes() throws {
        try self.setUp(3).0.verify(RandomRecords.validators, genesis: RandomRecords.genesisHash)
    }

    @Test func everythingElseDoesNot() throws {
        let good = try self.setUp(4).0
        #expect(throws: CertificateError.tooFewSigners(needed: 3, found: 2)) {
            try self.setUp(2).0.verify(RandomRecords.validators, genesis: RandomRecords.genesisHash)
        }
        #expect(throws: CertificateError.wrongKind(.notarize)) {
            try self.setUp(3, kind: .notarize).0.verify(RandomRecords.validators, genesis: RandomRecords.genesisHash)
        }
        #expect(throws: CertificateError.badSignature(PrincipalID(0))) {
            try good.verify(RandomRecords.validators, genesis: .zero)
        }
        #expect(throws: CertificateError.wrongEpoch(expected: 2, found: 1)) {
            try good.verify(
                ValidatorSet(epoch: 2, members: RandomRecords.validators.members), genesis: RandomRecords.genesisHash)
        }
        #expect(throws: CertificateError.notAMember(PrincipalID(3))) {
            try good.verify(
                ValidatorSet(epoch: 1, members: Array(RandomRecords.validators.members.prefix(3))),
                genesis: RandomRecords.genesisHash)
        }
        let votes = good.certificate.signatures.count
        #expect(votes == 4)
        var random = RandomRecords(generator: SeededGenerator(seed: 4))
        let other = FinalizedBlock(block: random.block(), certificate: good.certificate)
        #expect(throws: CertificateError.self) {
            try other.verify(RandomRecords.validators, genesis: RandomRecords.genesisHash)
        }
        let vote = random.votes(for: good.block)[0]
        let repeated = try #require(Certificate(votes: [vote, vote, vote]))
        #expect(throws: CertificateError.unsortedSigners) {
            try repeated.verify(RandomRecords.validators, genesis: RandomRecords.genesisHash)
        }
    }
}
