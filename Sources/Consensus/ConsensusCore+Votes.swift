internal import Identity
internal import Ledger

/// Votes, certificates and views.
extension ConsensusCore {
    /// Signs a vote and counts it; it leaves after its record is durable.
    mutating func cast(_ kind: VoteKind, in view: UInt64, for hash: Digest = .zero) throws(SafetyViolation) {
        let configuration = self.configuration
        let statement = VoteStatement(
            kind: kind, epoch: configuration.validators.epoch, view: view, blockHash: hash)
        try self.ownVotes.enter(statement)
        let vote = statement.signed(by: configuration.key, as: configuration.me, genesis: configuration.genesis)
        self.turn.persist(.vote(vote))
        self.turn.publish(.vote(vote))
        _ = self.views[view, default: ViewState()].count(vote)
    }

    /// Makes certificates of the votes that reached a quorum.
    mutating func formCertificates() throws(SafetyViolation) -> Bool {
        var hasChanged = false
        for view in self.views.keys.sorted() {
            while let certificate = self.views[view]?.newCertificate(quorum: self.configuration.validators.quorum) {
                try self.hold(certificate)
                hasChanged = true
            }
        }
        return hasChanged
    }

    /// Rule 4: finalize what is notarized, was notarized by this validator and is held, in views it did not nullify.
    mutating func finalizeVotes() throws(SafetyViolation) -> Bool {
        var hasChanged = false
        for view in self.views.keys.sorted() {
            guard let state = self.views[view], let hash = state.notarization?.statement.blockHash,
                state.certifiedBlock != nil, self.ownVotes.notarized(in: view) == hash,
                self.ownVotes.finalized(in: view) == nil, !self.ownVotes.hasNullified(view)
            else { continue }
            try self.cast(.finalize, in: view, for: hash)
            hasChanged = true
        }
        return hasChanged
    }

    /// Rule 1: the next view, once this one has a notarization or nullification, or it or a later one is final.
    mutating func enterNextView() -> Bool {
        let before = self.view
        if let final = self.views.filter({ $0.value.finalization != nil }).keys.max() {
            self.view = max(self.view, final + 1)
        }
        while let state = self.views[self.view], state.notarization != nil || state.nullification != nil {
            // What waits is taken to be in the block that got through.
            if state.notarization != nil { self.clock.setWork(false, at: self.turn.now) }
            self.view += 1
        }
        guard self.view != before else { return false }
        self.clock.enteredView(afterViews: Int(clamping: self.view - self.tip.view - 1))
        self.building = nil
        return true
    }

    /// Rule 5: nullify a view that takes too long.
    mutating func considerTimeout() throws(SafetyViolation) -> Bool {
        guard let deadline = self.timeoutDeadline, self.turn.now >= deadline else { return false }
        return try self.nullifyView()
    }

    /// Nullifies the current view unless this validator finalized or nullified it.
    mutating func nullifyView() throws(SafetyViolation) -> Bool {
        guard self.ownVotes.finalized(in: self.view) == nil, !self.ownVotes.hasNullified(self.view) else {
            return false
        }
        try self.cast(.nullify, in: self.view)
        return true
    }
}
