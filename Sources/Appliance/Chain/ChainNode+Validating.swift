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
        try await self.drive(.workPending(!self.mempool.isEmpty))
    }

    /// Hands an event to the consensus and carries out what it asks for, in its order.
    func drive(_ event: ConsensusEvent) async throws {
        guard self.core != nil else { return }
        var pending = self.step(event)[...]
        while let effect = pending.popFirst() {
            switch effect {
            case .persist(let records): try await self.voteLog?.append(records)
            case .publish(let message): await self.network.publish(.votes, message.encoded())
            // Whom it does not concern lets it pass.
            case .send(let message, _): await self.network.publish(.votes, message.encoded())
            case .finalized(let block):
                try await self.commit(block)
                if block.block.header.endsEpoch {
                    pending.append(contentsOf: self.step(.epochBegan(self.state.validators)))
                }
            case .catchUp:
                if let effect = self.sync.tick(tip: self.state.height, at: MonotonicClock.nanoseconds) {
                    self.carryOut(effect)
                }
            case .evidence(let evidence):
                self.settings.log.critical(
                    "validator \(evidence.offender) \(evidence.kind.words) in view \(evidence.view)")
            case .stoodDown(let reason): self.settings.log.critical("this validator does not vote: \(reason)")
            case .armTimer(let deadline): self.timerDeadline = deadline
            case .halt(let reason): throw NodeFailure.consensusHalted(reason)
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

    /// A simulated zone trusts its shared clock; otherwise the system's counts only while it is disciplined or has a battery.
    private var blockClock: BlockClock {
        let isTrusted =
            !self.settings.clock.isSystem || SystemClock.isSynchronised || SystemClock.hardwareSeconds != nil
        return isTrusted ? .trusted(self.chainNow) : .unsure
    }

    private func build(view: UInt64, parent: ChainTip) -> ConsensusEvent {
        guard parent.hash == self.state.tipHash else {
            return .buildFailed(view: view, reason: "the parent is not the tip of this replica")
        }
        let time = max(self.state.time.adding(milliseconds: 1), self.chainNow)
        self.mempool.prune(nextSequence: self.state.nextSequence(of:), time: time)
        while true {
            let chosen = self.mempool.ready(
                nextSequence: self.state.nextSequence(of:), atMost: Block.maximumTransactions,
                bytes: Block.maximumBytes - 4096)
            var next = self.state
            do {
                let outcome = try next.apply(BlockContent(time: time, transactions: chosen))
                let header = self.header(view: view, time: time, chosen, outcome)
                try next.seal(header)
                let block = Block(header: header, transactions: chosen)
                self.candidate = (block.hash, next, outcome)
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

    /// Executes another validator's proposal on the tip.
    private func check(_ block: Block, parent: ChainTip) -> ConsensusEvent {
        guard parent.hash == self.state.tipHash else {
            return .blockChecked(hash: block.hash, problem: "its parent is not the tip of this replica")
        }
        var next = self.state
        do {
            let outcome = try next.apply(block)
            self.candidate = (block.hash, next, outcome)
            return .blockChecked(hash: block.hash, problem: nil)
        } catch {
            return .blockChecked(hash: block.hash, problem: "\(error)")
        }
    }

    private func header(
        view: UInt64, time: UTCTime, _ transactions: [SignedTransaction], _ outcome: BlockOutcome
    ) -> BlockHeader {
        BlockHeader(
            height: self.state.height + 1, epoch: self.state.validators.epoch, view: view, parent: self.state.tipHash,
            time: time, proposer: self.principal ?? PrincipalID(0), transactionCount: UInt32(transactions.count),
            energyRoot: Block.root(of: .energy, in: transactions),
            paymentRoot: Block.root(of: .payment, in: transactions), stateRoot: outcome.stateRoot,
            nextValidators: outcome.nextValidators?.hash)
    }

    /// The principal whose key this box holds; nil where none is registered.
    var principal: PrincipalID? { self.state.principal(with: self.settings.key.publicKey) }
}
