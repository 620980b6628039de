internal import Identity
internal import Ledger
public import Metering

/// Rules 3 and 10: judging proposals.
extension ConsensusCore {
    /// Rule 3: moves the current view's proposal towards a notarize vote, or nullifies the view.
    mutating func considerProposal() throws(SafetyViolation) -> Bool {
        guard !self.isEpochOver, let state = self.views[self.view], let proposal = state.proposal,
            self.ownVotes.notarized(in: self.view) == nil
        else { return false }
        switch state.progress {
        case .checking: return false
        case .invalid: return try self.nullifyView()
        case .valid:
            guard self.mayVote else { return false }
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
        case .on(let parent):
            // A filler has no effect that could be executed.
            self.views[self.view]?.progress = proposal.block.header.isFiller ? .valid : .checking
            if !proposal.block.header.isFiller { self.turn.add(.check(proposal.block, parent: parent)) }
        }
        return true
    }

    private enum Standing {
        case unknown
        case refused
        case on(ChainTip)
    }

    /// Whether the proposal stands on what this validator holds.
    private func standing(of proposal: Proposal) -> Standing {
        guard proposal.parentView >= self.finalView else { return .refused }
        for skipped in (proposal.parentView + 1)..<proposal.view where self.views[skipped]?.nullification == nil {
            return .unknown
        }
        guard let parent = self.heldParent(in: proposal.parentView) else { return .unknown }
        guard self.fits(proposal.block.header, after: parent, in: proposal.parentView) else { return .refused }
        switch self.timeVerdict(on: proposal.block.header.time, after: parent) {
        case .allowed: return .on(parent)
        case .notAfterParent: return .refused
        case .early: return self.isVouchedFor(proposal) ? .on(parent) : .unknown
        }
    }

    private func heldParent(in view: UInt64) -> ChainTip? {
        guard view > self.baseView else { return self.tip }
        guard let parent = self.views[view]?.certifiedProposal, self.isRooted(parent) else { return nil }
        return ChainTip(parent.block.header, hash: parent.hash)
    }

    /// The next height, or a filler at an epoch's end.
    private func fits(_ header: BlockHeader, after parent: ChainTip, in view: UInt64) -> Bool {
        if view > self.baseView, let parent = self.views[view]?.certifiedProposal {
            return header.follows(parent.block.header)
        }
        return header.parent == parent.hash && header.height == parent.height + 1
    }

    /// A clock that is unsure takes the word of f + 1 others, of whom one at least is honest and has reached this time.
    /// One that is set waits: too many wrong clocks would otherwise move it.
    private func isVouchedFor(_ proposal: Proposal) -> Bool {
        guard self.trustedTime == nil else { return false }
        let others = self.views[proposal.view]?.voteCount(.notarize, for: proposal.hash) ?? 0
        return others > self.configuration.validators.faultTolerance
    }

    /// The clock, where it is set and the final chain does not belie it by being far ahead of it.
    var trustedTime: UTCTime? {
        guard case .trusted(let time) = self.turn.clock else { return nil }
        let isBelied = time.adding(milliseconds: BlockTimeRule.toleranceMilliseconds) < self.tip.time
        return isBelied && !self.isAlone ? nil : time
    }

    /// Chain time as far as this validator knows it, for a block on `parent`.
    func chainTime(after parent: ChainTip) -> UTCTime {
        let heldAt =
            parent.hash == self.tip.hash ? self.tipHeldAt : self.views[parent.view]?.proposalHeldAt ?? self.turn.now
        let elapsed = self.configuration.timing.chainMilliseconds(ofNanoseconds: self.turn.now - heldAt)
        let clock = self.trustedTime.map(BlockClock.trusted) ?? .unsure
        return BlockTimeRule.now(clock, parent: parent.time, sinceParentMilliseconds: elapsed)
    }

    func timeVerdict(on time: UTCTime, after parent: ChainTip) -> BlockTimeVerdict {
        BlockTimeRule.verdict(on: time, after: parent.time, now: self.chainTime(after: parent))
    }

    /// The time that a block of this validator on `parent` may carry; nil while none is allowed.
    public func proposalTime(on parent: ChainTip, at now: Int64, clock: BlockClock) -> UTCTime? {
        var core = self
        core.turn = Turn(now: now, clock: clock)
        return BlockTimeRule.proposal(after: parent.time, now: core.chainTime(after: parent))
    }
}
