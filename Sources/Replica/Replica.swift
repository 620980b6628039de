public import Consensus
public import Contract
public import Ledger

/// One copy of the chain: the state after its last final block, the transactions that wait, and, on a validator, the
/// consensus with the states after blocks that are not final yet.
///
/// Pure: it decides, and its driver acts. Hand in what happened with ``enqueue(_:)``, then take steps with ``next(at:)``
/// until there are none, and carry each out before asking for the next. Where a step cannot be made durable, call
/// ``stopVoting()`` or start again from the files.
public struct Replica: Sendable {
    enum Work: Sendable {
        case event(ConsensusEvent)
        case effect(ConsensusEffect)
        case range(FinalizedRange)
        case step(ReplicaStep)
        /// Tell the consensus, or the driver, that the state has other validators.
        case beginEpoch
        /// Tell the consensus whether something waits for a block.
        case offer
    }

    /// After the last final block.
    public private(set) var state: ContractState
    public var pool = Mempool()
    /// Nil on a follower.
    public private(set) var core: ConsensusCore?
    /// Something went wrong with votes: this process casts no more.
    public private(set) var hasStoppedVoting = false

    var candidates = Candidates()
    var work: [Work] = []
    /// The state after the blocks that are being made durable.
    private var committing: ContractState?

    public init(state: ContractState, core: ConsensusCore? = nil) {
        self.state = state
        self.core = core
    }

    /// Something happened to the consensus; nothing on a follower.
    public mutating func enqueue(_ event: ConsensusEvent) {
        if self.core != nil { self.work.append(.event(event)) }
    }

    /// The next thing to do; nil once there is nothing.
    ///
    /// - Throws: where the chain cannot go on here. Nothing more may be asked of this replica.
    public mutating func next(at clocks: ClockReading) throws(ReplicaFailure) -> ReplicaStep? {
        self.committed()
        while let work = self.work.first {
            self.work.removeFirst()
            switch work {
            case .event(let event): self.tell(event, at: clocks)
            case .offer: if self.core != nil { self.tell(.workPending(self.hasWork(at: clocks)), at: clocks) }
            case .beginEpoch: if let step = self.beginEpoch(at: clocks) { return step }
            case .range(let range): if let step = try self.commit(range) { return step }
            case .step(let step): return step
            case .effect(let effect): if let step = try self.carryOut(effect, at: clocks) { return step }
            }
        }
        return nil
    }

    private mutating func carryOut(
        _ effect: ConsensusEffect, at clocks: ClockReading
    ) throws(ReplicaFailure) -> ReplicaStep? {
        switch effect {
        case .persist(let records): return .persist(records)
        case .publish(let message): return .publish(message)
        case .send(let message, let peer): return .send(message, to: peer)
        case .catchUp(let tip): return .catchUp(after: tip)
        case .evidence(let evidence): return .evidence(evidence)
        case .stoodDown(let reason): return .stoodDown(reason)
        case .armTimer(let deadline): return .armTimer(deadline: deadline)
        case .halt(let reason): return .halt(reason: reason)
        case .finalized(let final): return try self.finish(final)
        case .build(let view, let parent): self.tell(self.build(view: view, on: parent, at: clocks), at: clocks)
        case .check(let block, let parent): self.tell(self.check(block, on: parent, at: clocks), at: clocks)
        }
        return nil
    }

    /// What follows comes after what is to be done already.
    private mutating func tell(_ event: ConsensusEvent, at clocks: ClockReading) {
        guard let effects = self.core?.handle(event, at: clocks.nanoseconds, clock: clocks.clock) else { return }
        self.work += effects.map { .effect($0) }
    }

    // MARK: Voting

    /// Another epoch began and this box is one of its validators: the consensus made from its register.
    public mutating func join(_ core: ConsensusCore) {
        self.core = core
        self.enqueue(.start)
    }

    /// Votes no more in this process, and goes on as a follower; what was to be done for votes is not done.
    public mutating func stopVoting() {
        self.core = nil
        self.hasStoppedVoting = true
        self.work = []
    }

    /// A snapshot's state is in the place of the chain, and durable: transactions that wait stay, blocks that were not
    /// final and the consensus go. Where this box may still vote, hand in the consensus made anew from its register.
    public mutating func restart(at state: ContractState) {
        self.state = state
        self.core = nil
        self.candidates = Candidates()
        self.committing = nil
        self.work = []
        self.pool.prune(nextSequence: state.nextSequence(of:), time: state.time)
    }

    private mutating func beginEpoch(at clocks: ClockReading) -> ReplicaStep? {
        guard !self.mayJoin else { return .epochBegan }
        self.tell(.epochBegan(self.state.validators), at: clocks)
        return nil
    }

    /// A follower, or one that was a validator before.
    private var mayJoin: Bool {
        guard let core = self.core else { return !self.hasStoppedVoting }
        if case .notAMember = core.standDown { return true }
        return false
    }
}

/// Final blocks.
extension Replica {
    /// Takes final blocks from a peer; what is known already is passed over.
    ///
    /// - Throws: where they are not proved to be final here, or do not follow the tip.
    public mutating func take(_ range: FinalizedRange) throws(RangeError) {
        guard range.lastHeight > self.state.height else { return }
        try range.verify(self.state.validators, genesis: self.genesis)
        let new = range.dropping(through: self.state.height)
        guard let header = new.blocks.last?.header, new.blocks.first?.header.parent == self.state.tipHash else {
            throw .notConsecutive(height: range.firstHeight)
        }
        self.work.append(.range(new))
        self.enqueue(.caughtUp(ChainTip(header), certificate: new.certificate))
        if header.endsEpoch { self.work.append(.beginEpoch) }
    }

    /// Commits what became final in one turn: the last block's proof is one for all.
    private mutating func finish(_ first: FinalizedBlock) throws(ReplicaFailure) -> ReplicaStep? {
        var (blocks, last) = ([first.block], first)
        while case .effect(.finalized(let next))? = self.work.first {
            blocks.append(next.block)
            last = next
            self.work.removeFirst()
        }
        if last.block.header.endsEpoch { self.work.insert(.beginEpoch, at: 0) }
        self.work.append(.offer)
        return try self.commit(FinalizedRange(blocks: blocks, tail: last.link, certificate: last.certificate))
    }

    private mutating func commit(_ range: FinalizedRange) throws(ReplicaFailure) -> ReplicaStep? {
        guard range.firstHeight == self.state.height + 1 else { return nil }
        var next = self.state
        var outcomes: [BlockOutcome] = []
        for block in range.blocks { outcomes.append(try self.execute(block, on: &next)) }
        self.committing = next
        return .commit(range, outcomes)
    }

    private func execute(_ block: Block, on state: inout ContractState) throws(ReplicaFailure) -> BlockOutcome {
        if let candidate = self.candidates[block.hash] {
            state = candidate.state
            return candidate.outcome
        }
        do throws(BlockRefusal) {
            return try state.apply(block)
        } catch {
            throw .diverged(height: block.header.height, error)
        }
    }

    /// The blocks of the last step are durable: the state moves on. Asking for the next step says so too.
    public mutating func committed() {
        guard let next = self.committing else { return }
        self.committing = nil
        self.state = next
        self.candidates.prune(through: next.height)
        self.pool.prune(nextSequence: next.nextSequence(of:), time: next.time)
    }
}
