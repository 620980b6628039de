import CanonicalCBOR
import Consensus
import Contract
import Identity
import Ledger
import Logging
import Metering
import PeerNetwork
import Platform
import Replica
import Storage

extension ChainNode {
    /// Tells the consensus whether there is something to put into a block.
    func offerWork() async throws {
        self.replica.offerWork()
        try await self.takeSteps()
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

    /// Hands an event to the consensus and carries out what follows from it.
    func drive(_ event: ConsensusEvent) async throws {
        self.replica.enqueue(event)
        try await self.takeSteps()
    }

    /// Carries out what the replica wants done, in its order.
    func takeSteps() async throws {
        while let step = try self.replica.next(at: self.clocks) {
            switch step {
            case .persist(let records): await self.persist(records)
            case .publish(let message): await self.publish(message)
            case .send(let message, let validator): await self.send(message, to: validator)
            case .commit(let range, let outcomes): try await self.commitOrWait(range, outcomes)
            case .epochBegan: try await self.epochBegan()
            case .catchUp:
                self.sync.wanted()
                self.synchronise { $0.tick(tip: $1, at: $2) }
            case .evidence(let evidence): self.report(evidence)
            case .dropped(let transaction, let refusal):
                self.settings.log.warning("transaction \(transaction.id.hex.prefix(12)) dropped: \(refusal)")
            case .refused(let header, let reason):
                self.settings.log.warning("proposal of principal \(header.proposer) refused: \(reason)")
            case .stoodDown(let reason):
                self.trouble.notVoting = "\(reason)"
                self.settings.log.critical("this validator does not vote and goes on as a follower: \(reason)")
            case .armTimer(let deadline): self.setTimer(deadline)
            case .halt(let reason): await self.stopVoting(because: "\(NodeFailure.consensusHalted(reason))")
            }
        }
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

    /// The newest block named the next epoch's validators: this box may be one of them now.
    private func epochBegan() async throws {
        guard let validator = try await self.settings.office.open(for: self.state, register: self.voteLog) else {
            return
        }
        self.voteLog = validator.log
        self.replica.join(validator.core)
        self.settings.log.notice("this box is a validator of epoch \(self.state.validators.epoch)")
        await self.chooseTopics()
    }

    private func report(_ evidence: Evidence) {
        self.settings.log.critical("validator \(evidence.offender) \(evidence.kind.words) in view \(evidence.view)")
        if !self.state.knows(evidence) { self.evidenceMail.yield(evidence) }
    }

    // MARK: The vote register

    /// Makes records durable; where that fails, nothing that follows from them leaves.
    private func persist(_ records: [ConsensusRecord]) async {
        do {
            try await self.voteLog?.append(records)
        } catch {
            await self.stopVoting(because: "\(error)")
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
        self.trouble.notVoting = reason
        self.replica.stopVoting()
        await self.chooseTopics()
    }

    private func commitOrWait(_ range: FinalizedRange, _ outcomes: [BlockOutcome]) async throws {
        do {
            try await self.commit(range, outcomes)
        } catch {
            guard let error = error as? StorageError, error.leavesFilesWhole else { throw error }
            await self.wait(for: error)
        }
    }

    /// The disk is full or read-only: nothing is stored, what is there is kept and served, and blocks are tried again as
    /// they are announced. Votes are cast no more until the next start.
    private func wait(for error: StorageError) async {
        await self.stopVoting(because: "\(error)")
        // It is tried again and again: the log, on the same disk perhaps, hears of it once.
        if self.trouble.notStoring == nil {
            self.settings.log.critical("block \(self.state.height + 1) cannot be stored: \(error)")
        }
        self.trouble.notStoring = "\(error)"
        self.replica = Replica(state: self.state)
        self.replica.stopVoting()
        self.sync.couldNotStore(at: MonotonicClock.nanoseconds)
    }

    // MARK: Clocks

    private var clocks: ClockReading {
        ClockReading(nanoseconds: MonotonicClock.nanoseconds, clock: self.blockClock)
    }

    /// A simulated zone trusts its shared clock; otherwise the system's counts only while it is disciplined or has a battery.
    private var blockClock: BlockClock {
        let isTrusted =
            !self.settings.clock.isSystem || SystemClock.isSynchronised || SystemClock.hardwareSeconds != nil
        return isTrusted ? .trusted(self.chainNow) : .unsure
    }
}
