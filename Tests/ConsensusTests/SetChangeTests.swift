import Consensus
import Identity
import Ledger
import Testing

/// From one epoch's validators to the next one's.
@Suite("Validator-set change")
struct SetChangeTests {
    /// Five keys: the first four make epoch 0, in epoch 1 number 4 takes the place of number 3. The block of height 2
    /// names the set, whoever proposes it.
    private func cluster(_ seed: Int) throws -> (cluster: FaultyCluster, next: ValidatorSet) {
        var cluster = try FaultyCluster(count: 4, seed: UInt64(seed), spare: 1)
        let next = cluster.zone.set(epoch: 1, members: [0, 1, 2, 4])
        cluster.sets[next.hash] = next
        cluster.shapesBlock = { _, header in
            if header.epoch == 0, header.height == 2 { header.nextValidators = next.hash }
        }
        cluster.refuses = { _, block in
            let isLast = block.header.epoch == 0 && block.header.height == 2
            return block.header.nextValidators == (isLast ? next.hash : nil) ? nil : "wrong next validators"
        }
        cluster.giveWork()
        return (cluster, next)
    }

    /// The new member has followed the chain and starts.
    private func join(_ cluster: inout FaultyCluster) {
        let longest = cluster.nodes.map(\.chain).max { $0.count < $1.count } ?? []
        cluster.nodes[4].chain = longest
        cluster.start(4)
        cluster.nodes[4].hasWork = true
    }

    private func expectGoingOn(_ cluster: inout FaultyCluster, _ next: ValidatorSet, _ seed: Int) throws {
        let members = [0, 1, 2, 4]
        let highest = cluster.nodes.map(\.height).max() ?? 0
        let isDone = cluster.run(for: 400) { cluster in members.allSatisfy { cluster.height($0) > highest } }
        #expect(
            isDone, "seed \(seed): heights \(cluster.nodes.map(\.height)), views \(members.map { cluster.view($0) })")
        for index in members {
            let last = try #require(cluster.nodes[index].chain.last)
            #expect(last.block.header.epoch == 1)
            try last.verify(next, genesis: cluster.zone.genesis)
        }
    }

    @Test("In calm, the next epoch begins on the boundary block; who leaves says so", arguments: 0..<2)
    func calm(_ seed: Int) throws {
        var (cluster, next) = try self.cluster(seed)
        cluster.reach(within: 60) { cluster in (0..<4).allSatisfy { cluster.height($0) >= 2 } }
        cluster.run(for: 1)
        #expect(cluster.nodes[3].stoodDown == .notAMember(PrincipalID(3), epoch: 1))
        self.join(&cluster)
        try self.expectGoingOn(&cluster, next, seed)
        let first = try #require(cluster.nodes[0].chain.first { $0.block.header.height == 3 })
        #expect(first.block.header.parent == cluster.nodes[0].chain[1].block.hash)
        #expect(cluster.nodes[0].chain[1].block.header.nextValidators == next.hash)
    }

    @Test(
        "set change under partition: fillers make the boundary final, laggards and restarts find the new epoch",
        arguments: 0..<8)
    func partition(_ seed: Int) throws {
        var (cluster, next) = try self.cluster(seed)
        // Nobody hears a finalize vote for the boundary block itself.
        cluster.swallows = { _, _, message in
            guard case .vote(let vote) = message, vote.statement.kind == .finalize else { return false }
            return vote.statement.view == 2
        }
        cluster.run(for: 60) { cluster in (0..<3).contains { cluster.height($0) >= 1 } }
        // One of the four is apart while the boundary becomes final; at times another has lost its power.
        let apart = seed % 3
        cluster.isolate([apart])
        let isThrough = cluster.run(for: 400) { cluster in
            (0..<4).allSatisfy { $0 == apart || cluster.height($0) >= 2 }
        }
        #expect(isThrough, "heights \(cluster.nodes.map(\.height))")
        let boundary = try #require(cluster.nodes[(apart + 1) % 3].chain.first { $0.block.header.height == 2 })
        if boundary.block.header.view == 2 {
            #expect(!boundary.link.isEmpty, "the boundary has a finalization of its own")
            #expect(boundary.link.allSatisfy { $0.isFiller })
        }
        if seed % 2 == 1 {
            let again = (apart + 1) % 3
            cluster.crash(again)
            cluster.start(again)
        }
        self.join(&cluster)
        cluster.run(for: 20)
        // Without the one that is apart there are three of the new four: enough.
        cluster.heal()
        try self.expectGoingOn(&cluster, next, seed)
        #expect(!cluster.sent.contains { $0.message.isVote(of: PrincipalID(3), epoch: 1) })
    }

    @Test("A validator that begins an epoch with another set than the boundary promised halts")
    func wrongSet() throws {
        var (cluster, _) = try self.cluster(1)
        cluster.sets = [:]
        cluster.run(for: 60) { $0.height(0) >= 2 }
        var core = try #require(cluster.nodes[0].core)
        let wrong = cluster.zone.set(epoch: 1, members: [0, 1, 2])
        let effects = core.handle(.epochBegan(wrong), at: cluster.now, clock: .unsure)
        #expect(core.violation == .wrongValidatorSet(epoch: 1))
        guard case .halt = effects.last, effects.count == 1 else {
            Issue.record("not halted: \(effects)")
            return
        }
    }
}
