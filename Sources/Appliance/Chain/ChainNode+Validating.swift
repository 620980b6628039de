import CanonicalCBOR
import Consensus
import Contract
import Identity
import Ledger
import Logging
import Metering
import PeerNetwork
import Platform
import Storage

extension ChainNode {
    /// Tells the consensus whether there is something to put into a block.
    func offerWork() async throws {
        guard self.core != nil else { return }
        try await self.drive(.workPending(self.hasWork))
    }

    /// How long a block that holds what waits is taken to become final.
    private static let carriedNanoseconds: Int64 = 1_000_000_000

    /// Whether transactions wait that no block on its way holds.
    private var hasWork: Bool {
        guard !self.mempool.isEmpty else { return false }
        if let newest = self.candidates.newest,
            MonotonicClock.nanoseconds - self.candidates.newestSince < Self.carriedNanoseconds
        {
            return self.mempool.hasReady(nextSequence: newest.state.nextSequence(of:))
        }
        return self.mempool.hasReady(nextSequence: self.state.nextSequence(of:))
    }

    /// A message between validators, published or delivered.
    func received(consensus body: [UInt8], from peer: CurvePublicKey) async throws {
        guard self.core != nil else { return }
        do {
            try await self.drive(.message(try ConsensusMessage(decoding: body)))
        } catch let error as CBORError {
            self.settings.log.warning("validator message from \(self.name(of: peer)) cannot be read: \(error)")
        }
    }

    /// A message that was sent to this box alone: a relay publishes it, as its sender cannot.
    func delivered(_ message: PublishedMessage) async throws {
        if self.settings.isRelay {
            guard self.relayed.insert(.sha256([message.topic.rawValue] + message.body)) else { return }
            await self.network.publish(message.topic, message.body)
        }
        try await self.received(consensus: message.body, from: message.peer)
    }

    /// Hands an event to the consensus and carries out what it asks for, in its order.
    func drive(_ event: ConsensusEvent) async throws {
        var pending = self.step(event)[...]
        while let effect = pending.popFirst() {
            switch effect {
            case .persist(let records): guard await self.persist(records) else { return }
            case .publish(let message): await self.publish(message)
            case .send(let message, let validator): await self.send(message, to: validator)
            case .finalized(let first):
                var run = [first]
                while case .finalized(let next)? = pending.first {
                    run.append(next)
                    pending.removeFirst()
                }
                try await self.finish(run)
            case .catchUp:
                self.sync.wanted()
                self.synchronise { $0.tick(tip: $1, at: $2) }
            case .evidence(let evidence): self.report(evidence)
            case .stoodDown(let reason):
                self.settings.log.critical("this validator does not vote and goes on as a follower: \(reason)")
            case .armTimer(let deadline): self.setTimer(deadline)
            case .halt(let reason): return await self.stopVoting(because: "\(NodeFailure.consensusHalted(reason))")
            case .build(let view, let parent):
                pending.append(contentsOf: self.step(self.build(view: view, parent: parent)))
            case .check(let block, let parent):
                pending.append(contentsOf: self.step(self.check(block, parent: parent)))
            }
        }
    }

    private func step(_ event: ConsensusEvent) -> [ConsensusEffect] {
        self.core?.handle(event, at: MonotonicClock.nanoseconds, clock: self.blockClock) ?? []
    }

    private func publish(_ message: ConsensusMessage) async {
        let topic: Topic = if case .proposal = message { .proposals } else { .votes }
        await self.network.publish(topic, message.encoded())
    }

    /// Sends a message to one validator; where there is no link to it, or the message is large, all hear it and whom it
    /// does not concern lets it pass.
    private func send(_ message: ConsensusMessage, to validator: PrincipalID) async {
        let body = message.encoded()
        guard body.count <= Self.mostDelivered, let member = self.state.validators.member(validator),
            let key = try? member.key.curvePublicKey(), self.settings.peers.contains(where: { $0.key == key })
        else { return await self.publish(message) }
        let (network, question) = (self.network, PeerQuestion.deliver(body).encoded())
        // What gets lost is asked for again.
        Task { _ = try? await network.request(key, question, timeout: .seconds(5)) }
    }

    private static let mostDelivered = 60_000

    /// Commits what became final in one turn: the last block's proof is one for all.
    private func finish(_ run: [FinalizedBlock]) async throws {
        guard let last = run.last else { return }
        try await self.commit(
            FinalizedRange(blocks: run.map(\.block), tail: last.link, certificate: last.certificate))
        if last.block.header.endsEpoch { try await self.epochBegan() }
        try await self.offerWork()
    }

    /// The newest block named the next epoch's validators: this box may be one of them now, or no longer.
    func epochBegan() async throws {
        guard self.mayBecomeValidator else { return try await self.drive(.epochBegan(self.state.validators)) }
        guard let validator = try await self.settings.office.open(for: self.state, register: self.voteLog) else {
            return
        }
        (self.voteLog, self.core) = (validator.log, validator.core)
        self.settings.log.notice("this box is a validator of epoch \(self.state.validators.epoch)")
        await self.chooseTopics()
        try await self.drive(.start)
    }

    /// A follower, or one that was a validator before.
    private var mayBecomeValidator: Bool {
        guard let core = self.core else { return !self.hasStoppedVoting }
        if case .notAMember = core.standDown { return true }
        return false
    }

    private func report(_ evidence: Evidence) {
        self.settings.log.critical("validator \(evidence.offender) \(evidence.kind.words) in view \(evidence.view)")
        if !self.state.knows(evidence) { self.evidenceMail.yield(evidence) }
    }

    // MARK: The vote register

    /// Makes records durable; false where that failed, and nothing that follows may leave.
    private func persist(_ records: [ConsensusRecord]) async -> Bool {
        do {
            try await self.voteLog?.append(records)
            return true
        } catch {
            await self.stopVoting(because: "\(error)")
            return false
        }
    }

    func registerLetsGo(epoch: UInt64, view: UInt64) async {
        do {
            try await self.voteLog?.dropThrough(epoch: epoch, view: view)
        } catch {
            await self.stopVoting(because: "\(error)")
        }
    }

    /// Who cannot make votes durable, or found the protocol broken, votes no more and goes on as a follower.
    func stopVoting(because reason: String) async {
        guard self.core != nil else { return }
        self.settings.log.critical("this validator stops voting and goes on as a follower: \(reason)")
        self.core = nil
        self.hasStoppedVoting = true
        await self.chooseTopics()
    }

    // MARK: Blocks

    /// A simulated zone trusts its shared clock; otherwise the system's counts only while it is disciplined or has a battery.
    private var blockClock: BlockClock {
        let isTrusted =
            !self.settings.clock.isSystem || SystemClock.isSynchronised || SystemClock.hardwareSeconds != nil
        return isTrusted ? .trusted(self.chainNow) : .unsure
    }

    /// The state after a block that is final here or stands on final blocks; nil where a block between is missing.
    private func state(after parent: ChainTip) -> ContractState? {
        if parent.hash == self.state.tipHash { return self.state }
        if let candidate = self.candidates[parent.hash] { return candidate.state }
        guard let blocks = self.core?.unfinalBlocks(endingAt: parent.hash) else { return nil }
        var state = self.state
        for block in blocks {
            guard let outcome = try? state.apply(block) else { return nil }
            self.candidates.insert(.init(block: block, state: state, outcome: outcome))
        }
        return state.tipHash == parent.hash ? state : nil
    }

    private func build(view: UInt64, parent: ChainTip) -> ConsensusEvent {
        guard let base = self.state(after: parent) else {
            return .buildFailed(view: view, reason: "a block between the tip and the parent is not here")
        }
        guard
            let time = self.core?.proposalTime(on: parent, at: MonotonicClock.nanoseconds, clock: self.blockClock)
        else { return .buildFailed(view: view, reason: "the clock allows no block yet") }
        while true {
            let chosen = self.mempool.ready(
                nextSequence: base.nextSequence(of:), at: time, atMost: Block.maximumTransactions,
                bytes: Block.maximumBytes - 4096)
            var next = base
            do {
                let outcome = try next.apply(BlockContent(time: time, transactions: chosen))
                let header = self.header(view: view, on: base, time: time, chosen, outcome)
                try next.seal(header)
                let block = Block(header: header, transactions: chosen)
                self.candidates.insert(.init(block: block, state: next, outcome: outcome))
                return .blockBuilt(view: view, block)
            } catch {
                // One transaction that the state no longer takes must not stop the others.
                guard case .transaction(let index, _) = error, chosen.indices.contains(index) else {
                    return .buildFailed(view: view, reason: "\(error)")
                }
                let refused = chosen[index]
                self.settings.log.warning("transaction \(refused.id.hex.prefix(12)) dropped: \(error)")
                self.mempool.remove(refused.id, from: refused.transaction.sender)
            }
        }
    }

    /// Executes another validator's proposal on its parent.
    private func check(_ block: Block, parent: ChainTip) -> ConsensusEvent {
        let hash = block.hash
        if self.candidates[hash] != nil { return .blockChecked(hash: hash, problem: nil) }
        guard var next = self.state(after: parent) else {
            return .blockChecked(hash: hash, problem: "a block between the tip and its parent is not here")
        }
        do {
            let outcome = try next.apply(block)
            self.candidates.insert(.init(block: block, state: next, outcome: outcome))
            return .blockChecked(hash: hash, problem: nil)
        } catch {
            self.settings.log.warning("proposal of principal \(block.header.proposer) refused: \(error)")
            return .blockChecked(hash: hash, problem: "\(error)")
        }
    }

    private func header(
        view: UInt64, on base: ContractState, time: UTCTime, _ transactions: [SignedTransaction],
        _ outcome: BlockOutcome
    ) -> BlockHeader {
        BlockHeader(
            height: base.height + 1, epoch: base.validators.epoch, view: view, parent: base.tipHash,
            time: time, proposer: self.principal ?? PrincipalID(0), transactionCount: UInt32(transactions.count),
            energyRoot: Block.root(of: .energy, in: transactions),
            paymentRoot: Block.root(of: .payment, in: transactions), stateRoot: outcome.stateRoot,
            nextValidators: outcome.nextValidators?.hash)
    }

    /// The principal whose key this box holds; nil where none is registered.
    var principal: PrincipalID? { self.state.principal(with: self.settings.key.publicKey) }
}
