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
        self.touched.insert(view)
    }

    /// Makes certificates of the votes that reached a quorum.
    mutating func formCertificates() throws(SafetyViolation) -> Bool {
        var hasChanged = false
        for view in self.touched.sorted() {
            while let certificate = self.views[view]?.newCertificate(quorum: self.configuration.validators.quorum) {
                try self.hold(certificate)
                hasChanged = true
            }
        }
        return hasChanged
    }

    /// Rule 4: finalize what is notarized, was notarized by this validator and is held, in views it did not nullify.
    mutating func finalizeVotes() throws(SafetyViolation) -> Bool {
        guard self.mayVote else { return false }
        var hasChanged = false
        for view in self.touched.sorted() {
            guard let state = self.views[view], let hash = state.notarization?.statement.blockHash,
                state.certifiedProposal != nil, self.ownVotes.notarized(in: view) == hash,
                self.ownVotes.finalized(in: view) == nil, !self.ownVotes.hasNullified(view)
            else { continue }
            try self.cast(.finalize, in: view, for: hash)
            hasChanged = true
        }
        return hasChanged
    }

    /// Rule 1: the view after the highest that has a certificate, where that is later than this one; never back.
    ///
    /// Certificates of views that are passed over are asked for: see ``wants``.
    mutating func enterNextView() -> Bool {
        let before = self.view
        guard self.highest.certified >= before, !self.isEpochOver else { return false }
        // What waits is taken to be in the block that got through.
        if self.highest.notarized >= before { self.clock.setWork(false, at: self.turn.now) }
        self.view = self.highest.certified + 1
        self.clock.enteredView(afterViews: Int(clamping: self.view - self.baseView - 1))
        self.building = nil
        self.forgetOldViews()
        self.showLeaderTheWay()
        return true
    }

    /// Lets go of votes, and of bodies that nothing stands on, once a view is long over.
    private mutating func forgetOldViews() {
        guard self.view > Self.messageWindow else { return }
        let needed = self.neededParents
        for view in self.views.keys where view < self.view - Self.messageWindow {
            let isKept = self.views[view]?.certifiedProposal != nil
            let isStoodOn = self.views[view]?.proposal.map { needed.contains($0.hash) } ?? false
            self.views[view]?.trim(keepingBody: isKept || isStoodOn)
            if self.views[view]?.isEmpty == true { self.views[view] = nil }
        }
    }

    /// Rule 11: the certificates that let this view begin go to its leader at once, from f + 1 validators after it:
    /// one of them at least is honest, and the others need not spend the bytes.
    private mutating func showLeaderTheWay() {
        let members = self.configuration.validators.members
        guard let leader = self.configuration.validators.leader(of: self.view), leader.id != self.configuration.me,
            let from = members.firstIndex(of: leader),
            let here = members.firstIndex(where: { $0.id == self.configuration.me }),
            (here - from + members.count) % members.count <= self.configuration.validators.faultTolerance + 1
        else { return }
        for certificate in self.views[self.view - 1]?.certificates ?? [] {
            self.turn.send(.certificate(certificate), to: leader.id)
        }
    }

    /// Rule 5: nullify a view that takes too long.
    mutating func considerTimeout() throws(SafetyViolation) -> Bool {
        guard let deadline = self.timeoutDeadline, self.turn.now >= deadline else { return false }
        return try self.nullifyView()
    }

    /// Nullifies the current view unless this validator finalized or nullified it, or may not vote.
    mutating func nullifyView() throws(SafetyViolation) -> Bool {
        guard self.mayVote, self.ownVotes.finalized(in: self.view) == nil, !self.ownVotes.hasNullified(self.view)
        else { return false }
        try self.cast(.nullify, in: self.view)
        return true
    }
}
