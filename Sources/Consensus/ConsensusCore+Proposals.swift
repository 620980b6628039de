internal import Identity
internal import Ledger
internal import Metering

/// Rules 2, 3 and 10: proposing, and judging proposals.
extension ConsensusCore {
    var isLeader: Bool {
        self.configuration.validators.leader(of: self.view)?.id == self.configuration.me
    }

    /// Rule 2: asks for a block of the current view when one is due.
    mutating func considerBuilding() throws(SafetyViolation) -> Bool {
        guard self.isLeader, self.building != self.view, self.views[self.view]?.proposal == nil,
            !self.ownVotes.hasNullified(self.view), let due = self.proposalDeadline, self.turn.now >= due
        else { return false }
        guard let parent = self.parent(ofView: self.view) else {
            try self.giveUpBuilding()
            return true
        }
        self.building = self.view
        self.turn.add(.build(view: self.view, parent: parent))
        return true
    }

    /// The highest notarized block below the view with a nullification for every view between; nil where something is
    /// missing.
    private func parent(ofView view: UInt64) -> ChainTip? {
        var below = view - 1
        while below > self.tip.view {
            guard let state = self.views[below] else { return nil }
            if state.certifiedHash != nil { return state.certifiedBlock.map { ChainTip($0.header) } }
            guard state.nullification != nil else { return nil }
            below -= 1
        }
        return self.tip
    }

    mutating func receiveBuilt(_ block: Block, in view: UInt64) throws(SafetyViolation) {
        guard view == self.view, self.building == view else { return }
        self.building = nil
        guard let parent = self.parent(ofView: view), self.isWellFormed(block, in: view, on: parent) else {
            return try self.giveUpBuilding()
        }
        let proposal = Proposal(
            block: block, parentView: parent.view, key: self.configuration.key, genesis: self.configuration.genesis)
        guard self.views[view, default: ViewState()].take(proposal) else { return }
        self.views[view]?.progress = .valid
        self.publish(proposal)
    }

    private func isWellFormed(_ block: Block, in view: UInt64, on parent: ChainTip) -> Bool {
        let header = block.header
        return header.view == view && header.epoch == self.configuration.validators.epoch
            && header.proposer == self.configuration.me && header.parent == parent.hash
            && header.height == parent.height + 1 && block.matchesItsHeader
            && self.timeVerdict(on: header.time, after: parent) == .allowed
    }

    mutating func receiveBuildFailure(in view: UInt64) throws(SafetyViolation) {
        guard view == self.view, self.building == view else { return }
        self.building = nil
        try self.giveUpBuilding()
    }

    /// Nullifies the view at once, and waits before the next try so that a lasting fault makes no storm of views.
    private mutating func giveUpBuilding() throws(SafetyViolation) {
        self.clock.buildFailed(at: self.turn.now)
        _ = try self.nullifyView()
    }

    /// Sends an own proposal with what lets it stand on its parent.
    mutating func publish(_ proposal: Proposal) {
        var justification: [Certificate] = []
        var view = proposal.view - 1
        while view > self.tip.view, justification.count < ConsensusMessage.maximumJustification {
            guard let state = self.views[view] else { break }
            let isParent = view == proposal.parentView
            if let held = isParent ? state.finalization ?? state.notarization : state.nullification {
                justification.append(held)
            }
            if isParent { break }
            view -= 1
        }
        self.turn.publish(.proposal(proposal, justification: justification))
    }

    /// Rule 3: moves the current view's proposal towards a notarize vote, or nullifies the view.
    mutating func considerProposal() throws(SafetyViolation) -> Bool {
        guard let state = self.views[self.view], let proposal = state.proposal,
            self.ownVotes.notarized(in: self.view) == nil
        else { return false }
        switch state.progress {
        case .checking: return false
        case .invalid: return try self.nullifyView()
        case .valid:
            self.turn.persist(.proposal(proposal))
            try self.cast(.notarize, in: self.view, for: proposal.hash)
            return true
        case .waiting: return self.judge(proposal)
        }
    }

    private mutating func judge(_ proposal: Proposal) -> Bool {
        switch self.standing(of: proposal) {
        case .unknown: return false
        case .refused:
            self.views[self.view]?.progress = .invalid
            return true
        case .on(let parent):
            self.views[self.view]?.progress = .checking
            self.turn.add(.check(proposal.block, parent: parent))
            return true
        }
    }

    private enum Standing {
        case unknown
        case refused
        case on(ChainTip)
    }

    /// Whether the proposal stands on what this validator holds.
    private func standing(of proposal: Proposal) -> Standing {
        guard proposal.parentView >= self.tip.view else { return .refused }
        for skipped in (proposal.parentView + 1)..<proposal.view where self.views[skipped]?.nullification == nil {
            return .unknown
        }
        guard let parent = self.heldParent(in: proposal.parentView) else { return .unknown }
        let header = proposal.block.header
        guard header.parent == parent.hash, header.height == parent.height + 1 else { return .refused }
        switch self.timeVerdict(on: header.time, after: parent) {
        case .allowed: return .on(parent)
        case .notAfterParent: return .refused
        case .early:
            // f + 1 others cannot all be faulty: one honest clock has reached this time.
            let others = self.views[proposal.view]?.voteCount(.notarize, for: proposal.hash) ?? 0
            return others > self.configuration.validators.faultTolerance ? .on(parent) : .unknown
        }
    }

    private func heldParent(in view: UInt64) -> ChainTip? {
        view == self.tip.view ? self.tip : self.views[view]?.certifiedBlock.map { ChainTip($0.header) }
    }

    func timeVerdict(on time: UTCTime, after parent: ChainTip) -> BlockTimeVerdict {
        BlockTimeRule.verdict(on: time, after: parent.time, now: self.chainTime)
    }
}
