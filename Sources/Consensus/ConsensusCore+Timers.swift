internal import Ledger
internal import Metering

/// Rules 8 and 9: nothing runs while nothing is due.
extension ConsensusCore {
    /// Chain time as far as this validator knows it.
    var chainTime: UTCTime {
        let elapsed = self.configuration.timing.chainMilliseconds(ofNanoseconds: self.turn.now - self.tipHeldAt)
        return BlockTimeRule.now(self.turn.clock, parent: self.tip.time, sinceParentMilliseconds: elapsed)
    }

    /// When the chain gets older than the heartbeat allows, on the monotonic clock.
    private var heartbeatDeadline: Int64 {
        let timing = self.configuration.timing
        let left = self.tip.time.milliseconds + timing.heartbeatMilliseconds - self.chainTime.milliseconds
        return left <= 0 ? self.turn.now : self.turn.now + timing.nanoseconds(ofChainMilliseconds: left)
    }

    /// Something is notarized and not final.
    private var hasUnfinal: Bool {
        self.views.values.contains { $0.notarization != nil }
    }

    /// Starts or stops the view's time-out.
    mutating func updateDue() {
        let hasWork = self.clock.batchDeadline.map { $0 <= self.turn.now } ?? false
        let isDue =
            hasWork || self.heartbeatDeadline <= self.turn.now || self.hasUnfinal
            || self.views.contains { $0.key >= self.view && $0.value.hasSigns }
        self.clock.setDue(isDue, at: self.turn.now)
    }

    /// When this validator, as the leader, proposes; nil while nothing asks for a block.
    var proposalDeadline: Int64? {
        var deadline = min(self.heartbeatDeadline, self.clock.batchDeadline ?? .max)
        if self.hasUnfinal, let filler = self.clock.fillerDeadline { deadline = min(deadline, filler) }
        return max(self.clock.proposing(deadline), self.timeDeadline)
    }

    /// When this view has taken too long; nil where it must not be nullified, and alone: there is nobody to wait for.
    var timeoutDeadline: Int64? {
        guard !self.isAlone, !self.ownVotes.hasNullified(self.view), self.ownVotes.finalized(in: self.view) == nil
        else { return nil }
        return self.clock.timeoutDeadline
    }

    /// When the clock allows a block on the tip: later than now only where the chain is ahead of the clock.
    private var timeDeadline: Int64 {
        let ahead =
            self.tip.time.milliseconds + 1 - self.chainTime.milliseconds - BlockTimeRule.toleranceMilliseconds
        return self.turn.now + self.configuration.timing.nanoseconds(ofChainMilliseconds: ahead)
    }

    /// Asks for the next moment at which something may have to happen without an event.
    mutating func armTimer() {
        var deadlines = [self.heartbeatDeadline]
        if let batch = self.clock.batchDeadline { deadlines.append(batch) }
        if self.isLeader, self.building == nil, let proposal = self.proposalDeadline { deadlines.append(proposal) }
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
        let ahead =
            proposal.block.header.time.milliseconds - self.chainTime.milliseconds
            - BlockTimeRule.toleranceMilliseconds
        guard ahead > 0 else { return nil }
        return self.turn.now + self.configuration.timing.nanoseconds(ofChainMilliseconds: ahead)
    }
}
