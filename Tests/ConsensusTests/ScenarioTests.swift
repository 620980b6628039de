import Consensus
import Identity
import Ledger
import Metering
import Testing

/// The scenarios that the protocol's rules are made for, each by its name.
@Suite("Named scenarios")
struct ScenarioTests {
    @Test(
        "certificate split: some hold a notarization, others a nullification of a view left long ago", arguments: 0..<3)
    func certificateSplit(_ seed: Int) throws {
        var cluster = try FaultyCluster(count: 4, seed: UInt64(seed))
        let holder = (cluster.zone.leader(of: 1) + 1) % 4
        cluster.giveWork()
        // View 1: one validator alone sees the notarize votes, the others alone the nullify votes; nobody is told more.
        cluster.swallows = { _, to, message in
            switch message {
            case .vote(let vote) where vote.statement.view == 1:
                return (vote.statement.kind == .nullify) == (to == holder) || vote.statement.kind == .finalize
            case .vote(let vote): return vote.statement.kind == .notarize
            case .proposal(let proposal, _): return proposal.view > 1
            case .certificate, .certificateRequest, .proposalRequest: return true
            case .status(let status): return status.question == 0 && status.answer == 0
            }
        }
        // Far enough that a proposal cannot carry all certificates back to view 1.
        let others = (0..<4).filter { $0 != holder }
        let isFar = cluster.run(for: 4000) { cluster in (0..<4).allSatisfy { cluster.view($0) > 24 } }
        #expect(isFar, "views \((0..<4).map { cluster.view($0) })")
        #expect(cluster.nodes.allSatisfy { $0.chain.isEmpty })
        // With one gone, both sides are needed.
        cluster.crash(others[0])
        cluster.heal()
        try RandomFaultTests().expectNewBlocks(&cluster, "split \(seed)")
    }

    @Test("all finalize-voters crash: what one of them called final stays final without it", arguments: 0..<4)
    func finalizeVotersCrash(_ seed: Int) throws {
        var cluster = try FaultyCluster(count: 4, seed: UInt64(seed))
        cluster.giveWork()
        let witness = seed
        cluster.swallows = { _, to, message in
            switch message {
            case .vote(let vote): to != witness && vote.statement.kind == .finalize
            case .certificate(let certificate): certificate.statement.kind == .finalize
            default: false
            }
        }
        cluster.reach(within: 60) { $0.height(witness) == 1 }
        let final = try #require(cluster.nodes[witness].chain.first?.block)
        for index in 0..<4 { cluster.crash(index) }
        cluster.heal()
        for index in 0..<4 where index != witness { cluster.start(index) }
        cluster.reach(within: 120) { cluster in cluster.up.allSatisfy { cluster.height($0) > 1 } }
        for index in cluster.up { #expect(cluster.nodes[index].chain.first?.block == final) }
        cluster.start(witness)
        try RandomFaultTests().expectNewBlocks(&cluster, "voters \(seed)")
    }

    @Test("body lost with its leader after Finalize votes: who voted has the body and gives it", arguments: 0..<3)
    func bodyLost(_ seed: Int) throws {
        var cluster = try FaultyCluster(count: 4, seed: UInt64(seed))
        cluster.giveWork()
        let leader = cluster.zone.leader(of: 1)
        let without = (leader + 1 + seed) % 4
        cluster.swallows = { _, to, message in
            switch message {
            case .proposal(let proposal, _): proposal.view == 1 && to == without
            case .vote(let vote): vote.statement.kind == .finalize
            case .proposalRequest, .certificate: true
            default: false
            }
        }
        let voted: (FaultyCluster) -> Bool = { cluster in
            cluster.sent.filter { $0.message.isVote(.finalize, view: 1) }.count >= 3
        }
        cluster.reach(within: 60, until: voted)
        let proposal = cluster.sent.compactMap { if case .proposal(let held, _) = $0.message { held } else { nil } }
            .first { $0.view == 1 }
        // The leader and its disk are gone; the voters lose what was not synced.
        for index in 0..<4 { cluster.crash(index) }
        cluster.heal()
        for index in 0..<4 where index != leader { cluster.start(index) }
        try RandomFaultTests().expectNewBlocks(&cluster, "body \(seed)")
        for index in cluster.up { #expect(cluster.nodes[index].chain.first?.block == proposal?.block) }
    }

    @Test("amnesia and twin: a restored disk never votes again, and says so", arguments: 0..<4)
    func amnesia(_ seed: Int) throws {
        var cluster = try FaultyCluster(count: 4, seed: UInt64(seed))
        cluster.giveWork()
        cluster.run(for: 60) { $0.height(3) >= 2 }
        let (journal, chain) = (cluster.nodes[3].journal, cluster.nodes[3].chain)
        // Goes on until the votes that the copy lacks are all above what will be final.
        cluster.swallows = { _, _, message in
            if case .vote(let vote) = message { return vote.statement.kind == .finalize }
            return false
        }
        cluster.run(for: 8)
        let voted = cluster.sent.contains { $0.from == 3 && $0.message.isVote(.notarize) }
        #expect(voted)
        cluster.crash(3)
        cluster.nodes[3].journal = journal
        cluster.nodes[3].chain = chain
        cluster.clearSent()
        cluster.heal()
        cluster.start(3)
        cluster.reach(within: 60) { $0.nodes[3].stoodDown != nil }
        guard case .lostVotes = cluster.nodes[3].stoodDown else {
            Issue.record("stood down: \(String(describing: cluster.nodes[3].stoodDown))")
            return
        }
        cluster.clearSent()
        try RandomFaultTests().expectNewBlocks(&cluster, "amnesia \(seed)")
        #expect(!cluster.sent.contains { $0.from == 3 && ($0.message.isVote(nil) || $0.message.isProposal) })
        cluster.crash(3)
        cluster.start(3)
        #expect(cluster.nodes[3].refusal != nil)
    }

    @Test("amnesia and twin: a twin's messages stop the real one, and both together are evidence")
    func twin() throws {
        var cluster = try FaultyCluster(count: 4, seed: 9)
        cluster.twofaced = [PrincipalID(3)]
        cluster.giveWork()
        cluster.run(for: 60) { $0.height(0) >= 2 }
        // The twin notarizes another block in the next views, and finalizes and nullifies at once.
        for offset in 0..<UInt64(3) {
            let view = cluster.view(0) + offset
            let messages = [
                cluster.zone.vote(.notarize, view: view, for: .sha256([9]), by: 3),
                cluster.zone.vote(.finalize, view: view, for: .sha256([9]), by: 3),
                cluster.zone.vote(.nullify, view: view, for: .zero, by: 3),
            ].map(ConsensusMessage.vote)
            for message in messages { for index in 0..<4 { cluster.inject(message, to: index) } }
        }
        cluster.run(for: 5)
        #expect(cluster.nodes[3].stoodDown != nil)
        for index in 0..<3 {
            let kinds = cluster.nodes[index].evidence.filter { $0.offender == PrincipalID(3) }.map(\.kind)
            #expect(kinds.contains(.finalizeAndNullify))
            #expect(Set(kinds).count == kinds.count, "the same evidence twice")
            for evidence in cluster.nodes[index].evidence {
                #expect(evidence.isValid(in: cluster.zone.validators, genesis: cluster.zone.genesis))
            }
        }
        try RandomFaultTests().expectNewBlocks(&cluster, "twin")
    }

    @Test(
        "2099 leader after a blackout: chain time stays with the honest, and comes right when clocks do",
        arguments: 0..<3)
    func farFuture(_ seed: Int) throws {
        var cluster = try FaultyCluster(count: 4, seed: UInt64(seed))
        for index in 0..<4 { cluster.nodes[index].hasClock = false }
        let faulty = cluster.zone.leader(of: 1)
        cluster.twofaced = [PrincipalID(UInt32(faulty))]
        cluster.giveWork()
        cluster.crash(faulty)
        let key = cluster.zone.keys[faulty]
        for view in stride(from: UInt64(1), through: 41, by: 4) {
            let (from, now) = (cluster.nodes[(faulty + 1) % 4].chain.last?.block.header, cluster.now)
            let parent = from.map { ChainTip($0) } ?? cluster.zone.tip
            let block = cluster.zone.block(
                view: view, on: parent, by: faulty, time: UTCTime(seconds: 4_070_908_800))
            let proposal = Proposal(block: block, parentView: parent.view, key: key, genesis: cluster.zone.genesis)
            let vote = cluster.zone.vote(.notarize, view: view, for: block.hash, by: faulty)
            for index in 0..<4 where index != faulty {
                cluster.inject(.proposal(proposal, justification: []), to: index, after: 1)
                cluster.inject(.vote(vote), to: index, after: 2)
            }
            cluster.run(for: 600) { $0.view((faulty + 1) % 4) > view + 3 }
            #expect(cluster.now > now)
        }
        let honest = (0..<4).filter { $0 != faulty }
        for index in honest {
            #expect(cluster.height(index) > 5)
            let latest = cluster.nodes[index].chain.last?.block.header.time ?? cluster.zone.start
            #expect(latest < UTCTime(seconds: 1_900_000_000), "chain time went to \(latest)")
        }
        // Two of the three have their clocks again, far ahead of the chain: one honest one among f + 1 is enough.
        for index in honest.prefix(2) {
            cluster.nodes[index].hasClock = true
            cluster.nodes[index].clockErrorMilliseconds = 3_600_000
        }
        let isRight = cluster.run(for: 600) { cluster in
            honest.allSatisfy {
                cluster.nodes[$0].chain.last.map { $0.block.header.time > cluster.zone.start.adding(seconds: 3600) }
                    ?? false
            }
        }
        #expect(isRight)
    }

    @Test("view stuck: when every vote of a view was lost, they are sent again", arguments: 0..<3)
    func viewStuck(_ seed: Int) throws {
        var cluster = try FaultyCluster(count: 4, seed: UInt64(seed))
        cluster.giveWork()
        cluster.run(for: 60) { $0.height(0) >= 1 }
        cluster.swallows = { _, _, message in message.isVote(nil) }
        cluster.run(for: 20)
        let views = (0..<4).map { cluster.view($0) }
        let nullifiers = Set(cluster.sent.filter { $0.message.isVote(.nullify) }.map(\.from))
        #expect(nullifiers.count == 4)
        cluster.run(for: 20)
        #expect((0..<4).map { cluster.view($0) } == views)
        cluster.heal()
        try RandomFaultTests().expectNewBlocks(&cluster, "stuck \(seed)")
    }

    @Test("late finalization: a certificate for a view left long ago still makes its block final", arguments: 0..<3)
    func lateFinalization(_ seed: Int) throws {
        var cluster = try FaultyCluster(count: 4, seed: UInt64(seed))
        cluster.giveWork()
        cluster.swallows = { _, _, message in message.isVote(.finalize) }
        cluster.reach(within: 600) { cluster in (0..<4).allSatisfy { cluster.view($0) > 4 } }
        #expect(cluster.nodes.allSatisfy { $0.chain.isEmpty })
        let votes = cluster.sent.compactMap { item -> Vote? in
            guard case .vote(let vote) = item.message, item.message.isVote(.finalize) else { return nil }
            return vote
        }
        let view = try #require(votes.map(\.statement.view).min())
        let ofView = Dictionary(votes.filter { $0.statement.view == view }.map { ($0.signer, $0) }) { first, _ in first
        }
        let certificate = try #require(Certificate(votes: Array(ofView.values)))
        let before = cluster.view(0)
        cluster.inject(.certificate(certificate), to: 0)
        cluster.reach(within: 1) { $0.height(0) >= 1 }
        #expect(cluster.nodes[0].chain.last?.block.header.view == view)
        #expect(cluster.view(0) >= before)
        cluster.heal()
        try RandomFaultTests().expectNewBlocks(&cluster, "late \(seed)")
    }
}

extension ConsensusMessage {
    /// True for a vote of this kind and view, or of any where it is nil.
    func isVote(_ kind: VoteKind?, view: UInt64? = nil) -> Bool {
        guard case .vote(let vote) = self else { return false }
        return (kind ?? vote.statement.kind) == vote.statement.kind
            && (view ?? vote.statement.view) == vote.statement.view
    }

    func isVote(of signer: PrincipalID, epoch: UInt64) -> Bool {
        guard case .vote(let vote) = self else { return false }
        return vote.signer == signer && vote.statement.epoch == epoch
    }

    var isProposal: Bool { if case .proposal = self { true } else { false } }
}
