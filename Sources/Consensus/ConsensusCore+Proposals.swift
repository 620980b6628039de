internal import Identity
internal import Ledger
internal import Metering

/// Rule 2: proposing.
extension ConsensusCore {
    var isLeader: Bool {
        self.configuration.validators.leader(of: self.view)?.id == self.configuration.me
    }

    /// Rule 2: asks for a block of the current view when one is due.
    mutating func considerBuilding() throws(SafetyViolation) -> Bool {
        guard self.mayVote, self.isLeader, self.building != self.view, self.views[self.view]?.proposal == nil,
            !self.ownVotes.hasNullified(self.view), let due = self.proposalDeadline, self.turn.now >= due
        else { return false }
        switch self.parent(ofView: self.view) {
        case .missing:
            try self.giveUpBuilding()
        case .tip:
            self.building = self.view
            self.turn.add(.build(view: self.view, parent: self.tip))
        case .proposal(let parent):
            guard !parent.block.header.endsEpoch else { return try self.proposeFiller(on: parent) }
            self.building = self.view
            self.turn.add(.build(view: self.view, parent: ChainTip(parent.block.header, hash: parent.hash)))
        }
        return true
    }

    /// On what a view's block stands.
    enum Parent {
        case missing
        case tip
        case proposal(Proposal)
    }

    /// The highest notarized block below the view with a nullification for every view between; missing where a
    /// certificate or a body is.
    func parent(ofView view: UInt64) -> Parent {
        var below = view - 1
        while below > self.baseView {
            guard let state = self.views[below] else { return .missing }
            if let proposal = state.certifiedProposal, self.isRooted(proposal) { return .proposal(proposal) }
            // A block that cannot be built on here is passed over where its view may be.
            guard state.nullification != nil else { return .missing }
            below -= 1
        }
        return .tip
    }

    private func parentTip(ofView view: UInt64) -> ChainTip? {
        switch self.parent(ofView: view) {
        case .missing: nil
        case .tip: self.tip
        case .proposal(let parent): ChainTip(parent.block.header, hash: parent.hash)
        }
    }

    /// What stands after an epoch's last block needs no state, so it is built here.
    private mutating func proposeFiller(on parent: Proposal) throws(SafetyViolation) -> Bool {
        let tip = ChainTip(parent.block.header, hash: parent.hash)
        guard let time = BlockTimeRule.proposal(after: tip.time, now: self.chainTime(after: tip)) else { return false }
        let header = BlockHeader.filler(
            on: parent.block.header, view: self.view, time: time, proposer: self.configuration.me)
        self.propose(Block(header: header, transactions: []), parentView: parent.view)
        return true
    }

    mutating func receiveBuilt(_ block: Block, in view: UInt64) throws(SafetyViolation) {
        guard self.mayVote, view == self.view, self.building == view else { return }
        self.building = nil
        guard let parent = self.parentTip(ofView: view), self.isWellFormed(block, in: view, on: parent) else {
            return try self.giveUpBuilding()
        }
        self.propose(block, parentView: parent.hash == self.tip.hash ? self.baseView : parent.view)
    }

    private mutating func propose(_ block: Block, parentView: UInt64) {
        let proposal = Proposal(
            block: block, parentView: parentView, key: self.configuration.key, genesis: self.configuration.genesis)
        guard self.views[self.view, default: ViewState()].take(proposal, at: self.turn.now) else { return }
        self.views[self.view]?.progress = .valid
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
        self.turn.publish(.proposal(proposal, justification: self.justification(of: proposal)))
    }

    private func justification(of proposal: Proposal) -> [Certificate] {
        var justification: [Certificate] = []
        var view = proposal.view - 1
        while view > self.baseView, justification.count < ConsensusMessage.maximumJustification {
            guard let state = self.views[view] else { break }
            let isParent = view == proposal.parentView
            if let held = isParent ? state.finalization ?? state.notarization : state.nullification {
                justification.append(held)
            }
            if isParent { break }
            view -= 1
        }
        return justification
    }
}
