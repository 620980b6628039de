import Consensus
import Identity
import Ledger
import Metering
import Testing

/// Four validators whose messages arrive in the order of their sending, with one clock.
private struct Cluster {
    let zone: Zone
    var cores: [ConsensusCore]
    var queue: [(to: Int, ConsensusEvent)] = []
    var chains: [[FinalizedBlock]]
    var timers: [Int64?]
    var silent: Set<Int> = []
    var refused: Set<Digest> = []
    var now: Int64 = 0
    var aheadMilliseconds: Int64 = 0

    init(count: Int) throws {
        let zone = try Zone(count: count)
        self.zone = zone
        self.cores = try (0..<count).map { try zone.core($0) }
        self.chains = Array(repeating: [], count: count)
        self.timers = Array(repeating: nil, count: count)
        for index in 0..<count { self.queue.append((index, .start)) }
    }

    mutating func settle() {
        while !self.queue.isEmpty {
            let (index, event) = self.queue.removeFirst()
            guard !self.silent.contains(index) else { continue }
            let time = self.zone.start.adding(milliseconds: self.now / 1_000_000)
            for effect in self.cores[index].handle(event, at: self.now, clock: .trusted(time)) {
                self.carryOut(effect, of: index, time: time)
            }
        }
    }

    private mutating func carryOut(_ effect: ConsensusEffect, of index: Int, time: UTCTime) {
        switch effect {
        case .persist: break
        case .build(let view, let parent):
            let time = max(time, parent.time).adding(milliseconds: 1 + self.aheadMilliseconds)
            self.queue.append(
                (index, .blockBuilt(view: view, self.zone.block(view: view, on: parent, by: index, time: time))))
        case .check(let block, _):
            let problem = self.refused.contains(block.hash) ? "refused" : nil
            self.queue.append((index, .blockChecked(hash: block.hash, problem: problem)))
        case .publish(let message):
            for peer in self.cores.indices where peer != index { self.queue.append((peer, .message(message))) }
        case .send(let message, let peer): self.queue.append((Int(peer.number), .message(message)))
        case .finalized(let block): self.chains[index].append(block)
        case .catchUp, .evidence: break
        case .stoodDown(let reason): Issue.record("validator \(index) stood down: \(reason)")
        case .armTimer(let deadline): self.timers[index] = deadline
        case .halt(let reason): Issue.record("validator \(index) halted: \(reason)")
        }
    }

    /// Goes on to the next moment at which a core wants to be woken.
    mutating func fireTimers() {
        let awake = self.timers.indices.filter { !self.silent.contains($0) }
        guard let next = awake.compactMap({ self.timers[$0] }).min() else { return }
        self.now = max(self.now, next)
        for index in awake where (self.timers[index] ?? .max) <= self.now {
            self.timers[index] = nil
            self.queue.append((index, .timer))
        }
        self.settle()
    }

    mutating func work() {
        for index in self.cores.indices { self.queue.append((index, .workPending(true))) }
        self.settle()
    }
}

@Suite("Several validators")
struct QuorumTests {
    @Test("Quorums", arguments: [(1, 1), (4, 3), (5, 4), (7, 5), (10, 7), (25, 17), (31, 21), (100, 67)])
    func quorum(count: Int, quorum: Int) throws {
        #expect(try Zone(count: count).validators.quorum == quorum)
    }

    @Test("Four validators finalize the same chain and fall silent")
    func happyPath() throws {
        var cluster = try Cluster(count: 4)
        cluster.settle()
        for height in 1...12 {
            cluster.work()
            for chain in cluster.chains { #expect(chain.count == height) }
        }
        for chain in cluster.chains {
            #expect(chain.map(\.block) == cluster.chains[0].map(\.block))
            for block in chain { try block.verify(cluster.zone.validators, genesis: cluster.zone.genesis) }
        }
        #expect(Set(cluster.cores.map(\.view)) == [13])
    }

    @Test("A silent leader's view is nullified and the others go on")
    func silentLeader() throws {
        var cluster = try Cluster(count: 4)
        cluster.silent = [cluster.zone.leader(of: 1)]
        cluster.settle()
        cluster.work()
        while cluster.chains.allSatisfy(\.isEmpty) && cluster.now < 10 * second { cluster.fireTimers() }
        let awake = cluster.chains.indices.filter { !cluster.silent.contains($0) }
        for index in awake {
            #expect(cluster.chains[index].map(\.block.header.view) == [2])
            #expect(cluster.chains[index].map(\.block) == cluster.chains[awake[0]].map(\.block))
        }
    }

    @Test("Without a quorum nothing becomes final")
    func noQuorum() throws {
        var cluster = try Cluster(count: 4)
        cluster.silent = [0, 1]
        cluster.settle()
        cluster.work()
        for _ in 0..<20 { cluster.fireTimers() }
        #expect(cluster.chains.allSatisfy { $0.isEmpty })
        #expect(cluster.cores.allSatisfy { $0.view == 1 })
    }

    @Test("A refused block is nullified at once")
    func refusedBlock() throws {
        var cluster = try Cluster(count: 4)
        let zone = cluster.zone
        cluster.settle()
        let bad = zone.block(view: 1, on: zone.tip, by: zone.leader(of: 1), time: zone.start.adding(milliseconds: 1))
        cluster.refused = [bad.hash]
        cluster.work()
        #expect(cluster.chains.allSatisfy { $0.map(\.block.header.view) == [2] })
        #expect(cluster.now == 0)
    }

    @Test("A block ahead of the clock waits and is not nullified")
    func aheadOfTheClock() throws {
        let zone = try Zone(count: 4)
        let leader = zone.leader(of: 1)
        let me = (leader + 1) % 4
        var core = try zone.core(me)
        let clock: (Int64) -> BlockClock = { .trusted(zone.start.adding(milliseconds: $0 / 1_000_000)) }
        _ = core.handle(.start, at: 0, clock: clock(0))
        let block = zone.block(view: 1, on: zone.tip, by: leader, time: zone.start.adding(milliseconds: 6000))
        let proposal = Proposal(block: block, parentView: 0, key: zone.keys[leader], genesis: zone.genesis)
        let effects = core.handle(.message(.proposal(proposal, justification: [])), at: 0, clock: clock(0))
        #expect(effects == [.armTimer(deadline: second)])
        let due = core.handle(.timer, at: second, clock: clock(second))
        #expect(due.contains(.check(block, parent: zone.tip)))
    }

    @Test("A block of the year 2099 waits for others, and passes once an honest one must be among them")
    func farAhead() throws {
        let zone = try Zone(count: 4)
        let leader = zone.leader(of: 1)
        let me = (leader + 1) % 4
        var core = try zone.core(me)
        _ = core.handle(.start, at: 0, clock: .unsure)
        let block = zone.block(view: 1, on: zone.tip, by: leader, time: UTCTime(seconds: 4_070_908_800))
        let proposal = Proposal(block: block, parentView: 0, key: zone.keys[leader], genesis: zone.genesis)
        var effects = core.handle(.message(.proposal(proposal, justification: [])), at: 0, clock: .unsure)
        #expect(!effects.contains(.check(block, parent: zone.tip)))
        let others = [leader, (leader + 2) % 4]
        for (count, voter) in others.enumerated() {
            let vote = zone.vote(.notarize, view: 1, for: block.hash, by: voter)
            effects = core.handle(.message(.vote(vote)), at: 0, clock: .unsure)
            #expect(effects.contains(.check(block, parent: zone.tip)) == (count == 1))
        }
    }

    @Test("Votes and proposals of strangers, of other leaders and far ahead change nothing")
    func hostileMessages() throws {
        let zone = try Zone(count: 4)
        let strangers = try Zone(count: 7)
        var core = try zone.core(0)
        _ = core.handle(.start, at: 0, clock: .unsure)
        let block = zone.block(view: 1, on: zone.tip, by: 6)
        let messages: [ConsensusMessage] = [
            .vote(strangers.vote(.notarize, view: 1, for: block.hash, by: 6)),
            .vote(zone.vote(.notarize, view: 1000, for: block.hash, by: 1)),
            .vote(zone.vote(.nullify, view: .max, for: .zero, by: 1)),
            .proposal(
                Proposal(block: block, parentView: 0, key: strangers.keys[6], genesis: zone.genesis), justification: []),
            .proposal(
                Proposal(block: block, parentView: .max, key: strangers.keys[6], genesis: zone.genesis),
                justification: []),
        ]
        for message in messages { #expect(core.handle(.message(message), at: 0, clock: .unsure).isEmpty) }
        let few = try #require(Certificate(votes: [zone.vote(.finalize, view: .max - 1, for: block.hash, by: 1)]))
        #expect(core.handle(.message(.certificate(few)), at: 0, clock: .unsure).isEmpty)
        #expect(core.view == 1)
    }

    @Test("Two certificates of one view for different blocks halt the validator")
    func conflictingCertificates() throws {
        let zone = try Zone(count: 4)
        var core = try zone.core(0)
        _ = core.handle(.start, at: 0, clock: .unsure)
        func certificate(_ kind: VoteKind, _ hash: Digest) throws -> Certificate {
            try #require(Certificate(votes: (1...3).map { zone.vote(kind, view: 1, for: hash, by: $0) }))
        }
        let first = try certificate(.notarize, .sha256([1]))
        let other = try certificate(.notarize, .sha256([2]))
        _ = core.handle(.message(.certificate(first)), at: 0, clock: .unsure)
        let effects = core.handle(.message(.certificate(other)), at: 0, clock: .unsure)
        guard case .halt(let reason) = effects.first, effects.count == 1 else {
            Issue.record("not halted: \(effects)")
            return
        }
        #expect(reason.hasPrefix("S3"))
        #expect(core.handle(.workPending(true), at: 0, clock: .unsure).isEmpty)
    }

    @Test("A view both finalized and nullified halts the validator")
    func finalizedAndNullified() throws {
        let zone = try Zone(count: 4)
        var core = try zone.core(0)
        _ = core.handle(.start, at: 0, clock: .unsure)
        for (kind, hash) in [(VoteKind.nullify, Digest.zero), (.finalize, .sha256([1]))] {
            let votes = (1...3).map { zone.vote(kind, view: 1, for: hash, by: $0) }
            _ = core.handle(.message(.certificate(try #require(Certificate(votes: votes)))), at: 0, clock: .unsure)
        }
        #expect(core.haltReason?.hasPrefix("S5") == true)
    }
}
