internal import Ledger
internal import Metering

/// Rules 8 and 9: nothing runs while nothing is due.
extension ConsensusCore {
    /// When the chain gets older than the heartbeat allows, on the monotonic clock.
    private var heartbeatDeadline: Int64 {
        let timing = self.configuration.timing
        let now = self.chainTime(after: self.tip)
        let left = self.tip.time.milliseconds + timing.heartbeatMilliseconds - now.milliseconds
        return left <= 0 ? self.turn.now : self.turn.now + timing.nanoseconds(ofChainMilliseconds: left)
    }

    /// Something is notarized and not final.
    private var hasUnfinal: Bool { self.highest.notarized > self.finalView }

    /// Somebody is at work in this view or a later one.
    private var hasSigns: Bool {
        (self.view...(self.view + Self.messageWindow)).contains { self.views[$0]?.hasSigns ?? false }
    }

    /// Starts or stops the view's time-out.
    mutating func updateDue() {
        let hasWork = self.clock.batchDeadline.map { $0 <= self.turn.now } ?? false
        let isDue =
            hasWork || self.heartbeatDeadline <= self.turn.now || self.hasUnfinal || self.hasSigns
        self.clock.setDue(isDue && !self.isEpochOver, at: self.turn.now)
    }

    /// When this validator, as the leader, proposes; nil while nothing asks for a block.
    var proposalDeadline: Int64? {
        let filler = self.hasUnfinal ? self.clock.fillerDeadline ?? .max : .max
        var deadline = min(self.heartbeatDeadline, self.clock.batchDeadline ?? .max, filler)
        if case .proposal(let parent) = self.parent(ofView: self.view) {
            // Nothing that waits can go into a filler: it has the time that finality needs.
            if parent.block.header.endsEpoch { deadline = filler }
        }
        return max(self.clock.proposing(deadline), self.timeDeadline)
    }

    /// When this view has taken too long; nil where it must not be nullified, and alone: there is nobody to wait for.
    var timeoutDeadline: Int64? {
        guard self.mayVote, !self.isAlone, !self.ownVotes.hasNullified(self.view),
            self.ownVotes.finalized(in: self.view) == nil
        else { return nil }
        return self.clock.timeoutDeadline
    }

    /// When the clock allows a block on the tip: later than now only where the chain is ahead of the clock.
    private var timeDeadline: Int64 {
        let now = self.chainTime(after: self.tip)
        let ahead = self.tip.time.milliseconds + 1 - now.milliseconds - BlockTimeRule.toleranceMilliseconds
        return self.turn.now + self.configuration.timing.nanoseconds(ofChainMilliseconds: ahead)
    }

    /// Asks for the next moment at which something may have to happen without an event.
    mutating func armTimer() {
        var deadlines = self.repair.deadlines
        if !self.isEpochOver { deadlines.append(self.heartbeatDeadline) }
        if let batch = self.clock.batchDeadline { deadlines.append(batch) }
        if self.mayVote, self.isLeader, self.building == nil, let proposal = self.proposalDeadline {
            deadlines.append(proposal)
        }
        if let timeout = self.timeoutDeadline { deadlines.append(timeout) }
        if let early = self.earlyDeadline { deadlines.append(early) }
        guard let next = deadlines.filter({ $0 > self.turn.now }).min(), next != self.armedDeadline else { return }
        self.armedDeadline = next
        self.turn.add(.armTimer(deadline: next))
    }

    /// When a proposal that is ahead of the clock may be judged again.
    private var earlyDeadline: Int64? {
        guard let state = self.views[self.view], state.progress == .waiting, let proposal = state.proposal else {
            return nil
        }
        let parent = proposal.parentView > self.baseView ? self.views[proposal.parentView]?.certifiedProposal : nil
        let now = self.chainTime(after: parent.map { ChainTip($0.block.header, hash: $0.hash) } ?? self.tip)
        let ahead =
            proposal.block.header.time.milliseconds - now.milliseconds - BlockTimeRule.toleranceMilliseconds
        guard ahead > 0 else { return nil }
        return self.turn.now + self.configuration.timing.nanoseconds(ofChainMilliseconds: ahead)
    }
}
