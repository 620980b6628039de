internal import Identity
public import Ledger

/// The Simplex protocol of one validator (Chan and Pass, eprint 2023/463): events in, effects out.
///
/// Within a view a validator notarizes at most one block and then finalizes or nullifies, never both. Every vote is
/// durable before it is sent: a turn's records come first in its effects, and share one sync. With one validator its
/// own votes are the quorum, and a built block becomes final in the same turn.
///
/// The core holds no clock: `now` is the monotonic clock in nanoseconds, `clock` is what is known of chain time.
/// Drive it from one place, carry out the effects of a turn in order, and begin with ``ConsensusEvent/start``.
public struct ConsensusCore: Sendable {
    /// How far from the current view votes and proposals are kept.
    static let messageWindow: UInt64 = 16
    /// How far above the final view certificates are kept: more views than pass in any outage that is survived.
    static let certificateWindow = UInt64(ViewBits.maximumViews)
    /// Views end here, so that no sum of views leaves 64 bits; at a view a microsecond that is 140 000 years away.
    static let lastView: UInt64 = 1 << 62

    public internal(set) var configuration: ConsensusConfiguration
    /// The last final block.
    public internal(set) var tip: ChainTip
    /// The current view.
    public internal(set) var view: UInt64
    /// Which safety rule broke, so that the core stopped; nil while it works.
    public internal(set) var violation: SafetyViolation?
    /// Why this validator does not vote; nil while it may.
    public internal(set) var standDown: StandDown?
    /// What was heard of each other validator since the start.
    public internal(set) var standings: [PrincipalID: ValidatorStanding] = [:]

    /// What is known of the views above the tip's.
    var views: [UInt64: ViewState] = [:]
    /// The highest view with a notarization, a finalization, and any certificate; 0 where none was seen in this epoch.
    var highest = HighestViews()
    /// Views of which something came in since the rules were applied.
    var touched: Set<UInt64> = []
    var ownVotes = OwnVotes()
    var clock: ProposalClock
    var repair: RepairSchedule
    /// For what a peer's status brings it, which anybody can repeat, and for what it asks this validator for.
    var statusBudget = AnswerBudget()
    var requestBudget = AnswerBudget()
    /// Votes of the register above the tip, to be sent again as they are.
    var replayedVotes: [Vote] = []
    /// When the tip became known here, on the monotonic clock.
    var tipHeldAt: Int64 = 0
    /// What made the tip final, for validators that lag.
    var tipFinalization: Certificate?
    /// The epoch before and what made its last block final, for validators that have not left it.
    var previousEpoch: (validators: ValidatorSet, finalization: Certificate?)?
    /// Who answered this start's question.
    var heard: Set<PrincipalID> = []
    /// Enough others were heard since the start that a lost vote would have shown.
    var hasHeardEnough = false
    /// The view whose block the caller is building.
    var building: UInt64?
    /// A signed status names a later epoch.
    var isEpochBehind = false
    /// What was handed out as evidence in this epoch.
    var reported: Set<ReportedEvidence> = []
    /// Something that was lacking came in this turn.
    var hasGained = false
    var armedDeadline: Int64?
    var turn = Turn()

    /// Why the core stopped, in words; nil while it works.
    public var haltReason: String? { self.violation?.description }

    /// - Parameters:
    ///   - tip: the last block of the stored chain.
    ///   - journal: the vote register, from its start.
    /// - Throws: where this key must not vote.
    public init(
        configuration: ConsensusConfiguration, tip: ChainTip, journal: [ConsensusRecord]
    ) throws(ConsensusError) {
        let validators = configuration.validators
        guard let member = validators.member(configuration.me) else {
            throw .notAValidator(configuration.me, epoch: validators.epoch)
        }
        guard member.key == configuration.key.publicKey else {
            throw .wrongKey(configuration.me, expected: member.key, found: configuration.key.publicKey)
        }
        self.configuration = configuration
        self.tip = tip
        self.view = 1
        self.tipFinalization = configuration.tipCertificate
        self.clock = ProposalClock(timing: configuration.timing)
        self.repair = RepairSchedule(timing: configuration.timing, nonce: configuration.nonce)
        self.view = self.baseView + 1
        try self.replay(journal)
    }

    /// Takes in an event and says what to do.
    ///
    /// - Parameters:
    ///   - now: the monotonic clock in nanoseconds.
    ///   - clock: chain time, where the clock can be trusted.
    public mutating func handle(
        _ event: ConsensusEvent, at now: Int64, clock: BlockClock
    ) -> [ConsensusEffect] {
        guard self.violation == nil else { return [] }
        self.turn = Turn(now: now, clock: clock)
        do throws(SafetyViolation) {
            try self.receive(event)
            try self.advance()
        } catch {
            // Nothing of a turn that broke a rule may leave.
            self.violation = error
            return [.halt(reason: error.description)]
        }
        self.repairWhatIsDue()
        self.armTimer()
        return self.turn.allEffects
    }

    private mutating func receive(_ event: ConsensusEvent) throws(SafetyViolation) {
        switch event {
        case .start: self.start()
        case .workPending(let isPending): self.clock.setWork(isPending, at: self.turn.now)
        case .blockBuilt(let view, let block): try self.receiveBuilt(block, in: view)
        case .buildFailed(let view, _): try self.receiveBuildFailure(in: view)
        case .blockChecked(let hash, let problem): self.receiveCheck(of: hash, problem: problem)
        case .message(let message): try self.receive(message)
        case .caughtUp(let tip, let certificate): try self.catchUp(to: tip, certificate)
        case .epochBegan(let validators): try self.begin(validators)
        case .timer: self.armedDeadline = nil
        }
    }

    /// Applies the rules until none changes anything; a block is asked for last, when everything else is settled.
    private mutating func advance() throws(SafetyViolation) {
        repeat {
            var hasChanged = true
            while hasChanged {
                self.updateDue()
                hasChanged = try self.formCertificates()
                hasChanged = try self.finalizeVotes() || hasChanged
                hasChanged = try self.finalizeChain() || hasChanged
                hasChanged = self.enterNextView() || hasChanged
                hasChanged = try self.considerProposal() || hasChanged
                hasChanged = try self.considerTimeout() || hasChanged
            }
        } while try self.considerBuilding()
        self.touched = []
    }

    private mutating func start() {
        self.tipHeldAt = self.turn.now
        for view in self.views.keys.sorted() {
            self.views[view]?.hold(since: self.turn.now)
            if let proposal = self.views[view]?.proposal, proposal.block.header.proposer == self.configuration.me {
                self.publish(proposal)
            }
            for vote in self.replayedVotes where vote.statement.view == view { self.turn.publish(.vote(vote)) }
        }
        self.replayedVotes = []
    }
}

extension ConsensusCore {
    /// The view of what the epoch's next block stands on: 0 where that is the block before the epoch.
    var baseView: UInt64 { self.tip.epoch == self.configuration.validators.epoch ? self.tip.view : 0 }

    /// The highest view that is known to be final: that of the tip, or of a block that does not reach it yet.
    var finalView: UInt64 { max(self.baseView, self.highest.final) }

    /// The epoch's last block is final: nothing more is proposed or voted for until the next epoch begins.
    var isEpochOver: Bool {
        let epoch = self.configuration.validators.epoch
        return self.tip.epoch == epoch ? self.tip.nextValidators != nil : self.tip.epoch > epoch
    }

    /// This validator may sign votes and proposals.
    public var mayVote: Bool {
        self.standDown == nil && self.violation == nil && self.hasHeardEnough && !self.isEpochOver
    }

    /// How many views above the final one something is held of.
    public var heldViews: Int { self.views.count }

    var isAlone: Bool { self.configuration.validators.members.count == 1 }
}
