import Consensus
import Identity
import Ledger
import Metering
import Testing

/// One validator of four, number 0, told by the test what the others say.
private struct Bench {
    let zone: Zone
    var core: ConsensusCore
    var now: Int64 = 0

    init(count: Int = 4, nonce: UInt64 = 77) throws {
        let zone = try Zone(count: count)
        self.zone = zone
        self.core = try ConsensusCore(
            configuration: ConsensusConfiguration(
                validators: zone.validators, me: PrincipalID(0), key: zone.keys[0], genesis: zone.genesis, nonce: nonce),
            tip: zone.tip, journal: [])
    }

    mutating func hear(_ message: ConsensusMessage) -> [ConsensusEffect] { self.handle(.message(message)) }

    mutating func handle(_ event: ConsensusEvent) -> [ConsensusEffect] {
        self.core.handle(
            event, at: self.now, clock: .trusted(self.zone.start.adding(milliseconds: self.now / 1_000_000)))
    }

    /// Started, and heard by everybody.
    mutating func begin() {
        _ = self.handle(.start)
        for index in 1..<self.zone.validators.members.count { _ = self.hear(.status(self.status(index, answer: 77))) }
    }

    func status(
        _ index: Int, final: UInt64 = 0, view: UInt64 = 1, notarized: [UInt64] = [], nullified: [UInt64] = [],
        question: UInt64 = 0, answer: UInt64 = 0
    ) -> Status {
        Status(
            epoch: 0, signer: PrincipalID(UInt32(index)), finalizedView: final, currentView: view,
            notarized: notarized, nullified: nullified, question: question, answer: answer, key: self.zone.keys[index],
            genesis: self.zone.genesis)
    }

    func certificate(_ kind: VoteKind, view: UInt64, for hash: Digest = .zero) throws -> Certificate {
        try #require(
            Certificate(
                votes: (1...self.zone.validators.quorum).map { self.zone.vote(kind, view: view, for: hash, by: $0) }))
    }

    func proposal(view: UInt64, salt: UInt8 = 0) -> Proposal {
        let leader = self.zone.leader(of: view)
        let block = self.zone.block(view: view, on: self.zone.tip, by: leader, salt: salt)
        return Proposal(block: block, parentView: 0, key: self.zone.keys[leader], genesis: self.zone.genesis)
    }

    /// The first view that another one leads.
    var foreignView: UInt64 { self.zone.leader(of: 1) == 0 ? 2 : 1 }
}

extension [ConsensusEffect] {
    fileprivate func certificates(to peer: UInt32) -> [Certificate] {
        self.compactMap {
            if case .send(.certificate(let certificate), let to) = $0, to == PrincipalID(peer) {
                certificate
            } else {
                nil
            }
        }
    }

    fileprivate var ownVotes: [Vote] {
        self.compactMap { if case .publish(.vote(let vote)) = $0 { vote } else { nil } }
    }

    fileprivate var evidence: [Evidence] {
        self.compactMap { if case .evidence(let evidence) = $0 { evidence } else { nil } }
    }
}

@Suite("Rules of one validator")
struct RuleTests {
    @Test("Before the first vote after a start, q − 1 others must have answered this very start")
    func hearing() throws {
        var bench = try Bench()
        let asked = bench.handle(.start).contains {
            if case .publish(.status(let status)) = $0 { status.question == 77 } else { false }
        }
        #expect(asked)
        let view = bench.foreignView
        if view == 2 { _ = bench.hear(.certificate(try bench.certificate(.nullify, view: 1))) }
        let proposal = bench.proposal(view: view)
        _ = bench.hear(.proposal(proposal, justification: []))
        #expect(bench.handle(.blockChecked(hash: proposal.hash, problem: nil)).ownVotes.isEmpty)
        // Answers to another start, and the same validator twice, do not count.
        for status in [
            bench.status(1, answer: 76), bench.status(2), bench.status(1, answer: 77), bench.status(1, answer: 77),
        ] {
            #expect(bench.hear(.status(status)).ownVotes.isEmpty)
        }
        let votes = bench.hear(.status(bench.status(3, answer: 77))).ownVotes
        #expect(votes.map(\.statement.kind) == [.notarize])
        #expect(bench.core.mayVote)
    }

    @Test("A peer that has just started hears which of its votes are known here")
    func answersQuestions() throws {
        var bench = try Bench()
        bench.begin()
        let view = bench.foreignView + 3
        let vote = bench.zone.vote(.nullify, view: view, for: .zero, by: 2)
        _ = bench.hear(.vote(vote))
        let effects = bench.hear(.status(bench.status(2, question: 5)))
        #expect(effects.contains(.send(.vote(vote), to: PrincipalID(2))))
        let isAnswered = effects.contains {
            if case .send(.status(let status), PrincipalID(2)) = $0 { status.answer == 5 } else { false }
        }
        #expect(isAnswered)
    }

    @Test("Any certificate leads to the view after it, and what was passed over is asked for")
    func jump() throws {
        var bench = try Bench()
        bench.begin()
        _ = bench.hear(.certificate(try bench.certificate(.nullify, view: 9)))
        #expect(bench.core.view == 10)
        bench.now += second
        let wants = bench.handle(.timer).compactMap { effect -> CertificateRequest? in
            if case .send(.certificateRequest(let request), _) = effect { request } else { nil }
        }
        let views = try #require(wants.first).wants.map(\.view)
        #expect(Set(views) == Set(1...8))
        #expect(views == views.sorted(by: >))
    }

    @Test("A proposal waits for its parent's certificate and a nullification of every view between")
    func waitsForCertificates() throws {
        var bench = try Bench()
        bench.begin()
        let zone = bench.zone
        // The parent is of view 1; the proposal stands in the first view from 4 on that another one leads.
        let parent = bench.proposal(view: 1)
        let view = try #require((UInt64(4)...7).first { zone.leader(of: $0) != 0 })
        _ = bench.hear(.certificate(try bench.certificate(.nullify, view: view - 1)))
        let leader = zone.leader(of: view)
        let block = zone.block(view: view, on: ChainTip(parent.block.header), by: leader)
        let proposal = Proposal(block: block, parentView: 1, key: zone.keys[leader], genesis: zone.genesis)
        var steps: [ConsensusMessage] = [.proposal(proposal, justification: [])]
        steps.append(.proposal(parent, justification: []))
        steps.append(.certificate(try bench.certificate(.notarize, view: 1, for: parent.hash)))
        for skipped in 2..<(view - 1) {
            steps.append(.certificate(try bench.certificate(.nullify, view: skipped)))
        }
        let check = ConsensusEffect.check(block, parent: ChainTip(parent.block.header))
        for (index, step) in steps.enumerated() {
            let isLast = index == steps.count - 1
            #expect(bench.hear(step).contains(check) == isLast, "step \(index)")
        }
        #expect(bench.handle(.blockChecked(hash: block.hash, problem: nil)).ownVotes.map(\.statement.view) == [view])
    }

    @Test("Who lacks certificates is shown them, the newest first, and not without end")
    func showsCertificates() throws {
        var bench = try Bench()
        bench.begin()
        for view in UInt64(1)...100 { _ = bench.hear(.certificate(try bench.certificate(.nullify, view: view))) }
        bench.now += 10 * second
        let lacking = bench.status(3, view: 60, nullified: Array(1...40) + [100])
        let first = bench.hear(.status(lacking)).certificates(to: 3).map(\.statement.view)
        #expect(first.first == 99)
        #expect(first == first.sorted(by: >))
        #expect(!first.contains { $0 <= 40 })
        var total = first.count
        for _ in 0..<20 { total += bench.hear(.status(lacking)).certificates(to: 3).count }
        #expect(total <= 64)
        #expect(bench.hear(.status(lacking)).certificates(to: 3).isEmpty)
        // Others are not worse off, and it comes back.
        #expect(!bench.hear(.status(bench.status(2, view: 60))).certificates(to: 2).isEmpty)
        bench.now += second
        #expect(!bench.hear(.status(lacking)).certificates(to: 3).isEmpty)
    }

    @Test("Requests are answered with what is held; forged ones are not, and spend nothing")
    func answersRequests() throws {
        var bench = try Bench()
        bench.begin()
        let view = bench.foreignView
        if view == 2 { _ = bench.hear(.certificate(try bench.certificate(.nullify, view: 1))) }
        let proposal = bench.proposal(view: view)
        _ = bench.hear(.proposal(proposal, justification: []))
        let notarization = try bench.certificate(.notarize, view: view, for: proposal.hash)
        _ = bench.hear(.certificate(notarization))
        let (zone, hash) = (bench.zone, proposal.hash)
        func request(key: Int) -> ConsensusMessage {
            .proposalRequest(
                ProposalRequest(
                    epoch: 0, signer: PrincipalID(2), view: view, blockHash: hash, key: zone.keys[key],
                    genesis: zone.genesis))
        }
        for _ in 0..<200 { #expect(bench.hear(request(key: 3)).isEmpty) }
        let answer = ConsensusEffect.send(.proposal(proposal, justification: [notarization]), to: PrincipalID(2))
        #expect(bench.hear(request(key: 2)).contains(answer))
        let wants = [VoteKind.notarize, .nullify, .finalize].map { CertificateRequest.Want(view: view, kind: $0) }
        let certificates = CertificateRequest(
            epoch: 0, signer: PrincipalID(1), wants: wants, key: zone.keys[1], genesis: zone.genesis)
        #expect(bench.hear(.certificateRequest(certificates)).certificates(to: 1) == [notarization])
    }

    @Test("Each kind of contradiction is evidence, once; the first message counts")
    func evidence() throws {
        var bench = try Bench()
        bench.begin()
        let (view, zone) = (bench.foreignView, bench.zone)
        let (one, other) = (Digest.sha256([1]), Digest.sha256([2]))
        var found: [Evidence] = []
        for kind in [VoteKind.notarize, .finalize] {
            for hash in [one, other, other, one, .sha256([3])] {
                found += bench.hear(.vote(zone.vote(kind, view: view, for: hash, by: 3))).evidence
            }
        }
        found += bench.hear(.vote(zone.vote(.nullify, view: view, for: .zero, by: 3))).evidence
        found += bench.hear(.vote(zone.vote(.nullify, view: view + 1, for: .zero, by: 3))).evidence
        found += bench.hear(.vote(zone.vote(.finalize, view: view + 1, for: one, by: 3))).evidence
        for salt in [UInt8(0), 1, 1, 2] {
            found += bench.hear(.proposal(bench.proposal(view: view, salt: salt), justification: [])).evidence
        }
        #expect(found.map(\.kind) == [.twoNotarizes, .twoFinalizes, .finalizeAndNullify, .twoProposals])
        for evidence in found {
            #expect(evidence.isValid(in: zone.validators, genesis: zone.genesis))
            #expect(!evidence.isValid(in: zone.validators, genesis: .zero))
        }
        // The second notarize vote of validator 3 made no quorum with those of 1 and 2.
        for index in [1, 2] { _ = bench.hear(.vote(zone.vote(.notarize, view: view, for: other, by: index))) }
        #expect(bench.core.view <= view)
    }

    @Test("Far votes, proposals and certificates take no memory without end")
    func bounded() throws {
        var bench = try Bench()
        bench.begin()
        for view in stride(from: UInt64(1), through: 1500, by: 7) {
            for index in 1...3 {
                _ = bench.hear(.vote(bench.zone.vote(.nullify, view: view, for: .zero, by: index)))
                _ = bench.hear(.vote(bench.zone.vote(.notarize, view: view, for: .sha256([1]), by: index)))
            }
            _ = bench.hear(.proposal(bench.proposal(view: view), justification: []))
        }
        // Votes of three are a quorum: each view within reach moves on, and what lies behind is let go.
        #expect(bench.core.heldViews < 1500 / 7 + 40)
        let before = bench.core.heldViews
        _ = bench.hear(.certificate(try bench.certificate(.nullify, view: 1 << 20)))
        _ = bench.hear(.certificate(try bench.certificate(.notarize, view: 1 << 40, for: .sha256([1]))))
        #expect(bench.core.heldViews == before)
    }

    @Test("A clock that is set does not yield to f + 1 others; one that the chain belies does")
    func setClock() throws {
        var bench = try Bench()
        bench.begin()
        let view = bench.foreignView
        if view == 2 { _ = bench.hear(.certificate(try bench.certificate(.nullify, view: 1))) }
        let leader = bench.zone.leader(of: view)
        let block = bench.zone.block(
            view: view, on: bench.zone.tip, by: leader, time: bench.zone.start.adding(seconds: 3600))
        let proposal = Proposal(block: block, parentView: 0, key: bench.zone.keys[leader], genesis: bench.zone.genesis)
        _ = bench.hear(.proposal(proposal, justification: []))
        var effects: [ConsensusEffect] = []
        for index in 1...2 {
            effects += bench.hear(.vote(bench.zone.vote(.notarize, view: view, for: block.hash, by: index)))
        }
        #expect(!effects.contains(.check(block, parent: bench.zone.tip)))
        // The quorum's block is final all the same; from there on this clock is known to be wrong.
        let final = try bench.certificate(.finalize, view: view, for: block.hash)
        _ = bench.hear(.certificate(final))
        #expect(bench.core.tip.hash == block.hash)
        let time = bench.core.proposalTime(
            on: bench.core.tip, at: bench.now + second, clock: .trusted(bench.zone.start))
        #expect(time == block.header.time.adding(milliseconds: 1000))
    }

    @Test("Certificates go to the next leader alone, from f + 1 validators", arguments: [4, 7])
    func certificatesOnDemand(_ count: Int) throws {
        var cluster = try FaultyCluster(count: count, seed: 3)
        cluster.run(for: 1)
        cluster.clearSent()
        cluster.giveWork()
        cluster.run(for: 30) { $0.height(0) >= 5 }
        let certificates = cluster.sent.compactMap { item -> (from: Int, view: UInt64)? in
            if case .certificate(let certificate) = item.message {
                (item.from, certificate.statement.view)
            } else {
                nil
            }
        }
        #expect(!certificates.isEmpty)
        for (view, senders) in Dictionary(grouping: certificates, by: \.view) {
            #expect(senders.count <= cluster.zone.validators.faultTolerance + 1, "view \(view)")
        }
    }

    @Test("Twenty-five validators finalize the same chain")
    func many() throws {
        var cluster = try FaultyCluster(count: 25, seed: 1)
        cluster.giveWork()
        cluster.reach(within: 60) { cluster in cluster.nodes.allSatisfy { $0.height >= 2 } }
    }
}
