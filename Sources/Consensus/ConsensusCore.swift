internal import Identity
internal import Ledger

/// The Simplex protocol of one validator (Chan and Pass, eprint 2023/463): events in, effects out.
///
/// Within a view a validator notarizes at most one block and then finalizes or nullifies, never both. Every vote is
/// durable before it is sent: a turn's records come first in its effects, and share one sync. With one validator its
/// own votes are the quorum, and a built block becomes final in the same turn.
///
/// The core holds no clock: `now` is the monotonic clock in nanoseconds, `clock` is what is known of chain time.
/// Drive it from one place, carry out the effects of a turn in order, and begin with ``ConsensusEvent/start``.
public struct ConsensusCore: Sendable {
    /// How far ahead of the current view votes and proposals are kept.
    static let messageWindow: UInt64 = 16
    /// Views end here, so that no sum of views leaves 64 bits; at a view a microsecond that is 140 000 years away.
    static let lastView: UInt64 = 1 << 62

    public let configuration: ConsensusConfiguration
    /// The last final block.
    public internal(set) var tip: ChainTip
    /// The current view.
    public internal(set) var view: UInt64
    /// Why the core stopped; nil while it works.
    public internal(set) var haltReason: String?

    /// What is known of the views above the tip's.
    var views: [UInt64: ViewState] = [:]
    var ownVotes = OwnVotes()
    var clock: ProposalClock
    /// Votes of the register above the tip, to be sent again as they are.
    var replayedVotes: [Vote] = []
    /// When the tip became known here, on the monotonic clock.
    var tipHeldAt: Int64 = 0
    /// The view whose block the caller is building.
    var building: UInt64?
    var armedDeadline: Int64?
    var turn = Turn()

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
        self.view = tip.view + 1
        self.clock = ProposalClock(timing: configuration.timing)
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
        guard self.haltReason == nil else { return [] }
        self.turn = Turn(now: now, clock: clock)
        do throws(SafetyViolation) {
            try self.receive(event)
            try self.advance()
        } catch {
            // Nothing of a turn that broke a rule may leave.
            self.haltReason = error.description
            return [.halt(reason: error.description)]
        }
        self.armTimer()
        return self.turn.allEffects
    }

    private mutating func receive(_ event: ConsensusEvent) throws(SafetyViolation) {
        switch event {
        case .start: self.start()
        case .workPending(let isPending): self.clock.setWork(isPending, at: self.turn.now)
        case .blockBuilt(let view, let block): try self.receiveBuilt(block, in: view)
        case .buildFailed(let view, _): try self.receiveBuildFailure(in: view)
        case .blockChecked(let hash, let problem): try self.receiveCheck(of: hash, problem: problem)
        case .message(let message): try self.receive(message)
        case .caughtUp(let tip): self.catchUp(to: tip)
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
    }

    private mutating func start() {
        self.tipHeldAt = self.turn.now
        for view in self.views.keys.sorted() {
            if let proposal = self.views[view]?.proposal, proposal.block.header.proposer == self.configuration.me {
                self.publish(proposal)
            }
            for vote in self.replayedVotes where vote.statement.view == view { self.turn.publish(.vote(vote)) }
        }
        self.replayedVotes = []
    }

    private mutating func catchUp(to tip: ChainTip) {
        guard tip.height > self.tip.height, tip.view > self.tip.view else { return }
        self.moveTip(to: tip)
    }
}
