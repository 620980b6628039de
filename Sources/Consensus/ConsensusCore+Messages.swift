internal import Identity
internal import Ledger

/// What other validators say.
extension ConsensusCore {
    mutating func receive(_ message: ConsensusMessage) throws(SafetyViolation) {
        switch message {
        case .vote(let vote): self.receive(vote)
        case .certificate(let certificate): try self.receive(certificate)
        case .proposal(let proposal, let justification):
            for certificate in justification.prefix(ConsensusMessage.maximumJustification) {
                try self.receive(certificate)
            }
            self.receive(proposal)
        case .status(let status): self.receive(status)
        case .certificateRequest(let request): self.answer(request)
        case .proposalRequest(let request): self.answer(request)
        }
    }

    /// Views whose votes and proposals are kept; bounds what a faulty validator can fill.
    private func isInWindow(_ view: UInt64) -> Bool {
        view > self.baseView && view <= self.view + Self.messageWindow
            && (view >= self.view || self.view - view <= Self.messageWindow)
    }

    private mutating func receive(_ vote: Vote) {
        let configuration = self.configuration
        let statement = vote.statement
        guard vote.signer != configuration.me else { return self.receiveOwn(vote) }
        if statement.epoch > configuration.validators.epoch { return self.notice(laterVote: vote) }
        // What is counted already costs no check of its signature.
        guard self.isInWindow(statement.view), statement.epoch == configuration.validators.epoch,
            self.views[statement.view]?.vote(statement.kind, by: vote.signer)?.statement != statement,
            vote.isValid(in: configuration.validators, genesis: configuration.genesis)
        else { return }
        self.note(vote.signer, view: statement.view)
        self.touched.insert(statement.view)
        if let other = self.views[statement.view, default: ViewState()].count(vote) {
            self.report(Evidence(other, vote))
        }
    }

    /// A member votes in a later epoch: this one is over, and its last block is in the chains of others.
    private mutating func notice(laterVote vote: Vote) {
        let members = self.configuration.validators.members
        guard !self.isEpochBehind,
            vote.isValid(
                in: ValidatorSet(epoch: vote.statement.epoch, members: members), genesis: self.configuration.genesis)
        else { return }
        self.isEpochBehind = true
    }

    /// A certificate counts at any view: a quorum made it.
    func isUseful(_ certificate: Certificate) -> Bool {
        let view = certificate.statement.view
        guard view > self.baseView, view < Self.lastView,
            certificate.statement.epoch == self.configuration.validators.epoch
        else { return false }
        guard certificate.statement.kind != .finalize else { return true }
        // Below what is final only finalizations tell anything; far above, a quorum would have to be.
        return view > self.finalView && view - self.baseView <= Self.certificateWindow
    }

    mutating func receive(_ certificate: Certificate) throws(SafetyViolation) {
        guard self.isUseful(certificate) else { return try self.compareWithTip(certificate) }
        let held = self.views[certificate.statement.view]?.certificate(certificate.statement.kind)
        guard held?.statement != certificate.statement, self.isValid(certificate) else { return }
        try self.hold(certificate)
    }

    /// S3 to S5 at the tip, which is final by a certificate of its own.
    private func compareWithTip(_ certificate: Certificate) throws(SafetyViolation) {
        let statement = certificate.statement
        guard let final = self.tipFinalization?.statement, final.view == self.tip.view, final.epoch == self.tip.epoch,
            statement.view == final.view, statement.epoch == final.epoch, statement.blockHash != final.blockHash,
            self.isValid(certificate)
        else { return }
        throw statement.kind == .nullify
            ? .finalizedAndNullified(view: final.view) : .conflictingCertificates(view: final.view)
    }

    func isValid(_ certificate: Certificate) -> Bool {
        do throws(CertificateError) {
            try certificate.verify(self.configuration.validators, genesis: self.configuration.genesis)
            return true
        } catch {
            // A peer's fault changes nothing here.
            return false
        }
    }

    /// Holds a valid certificate, and makes it durable.
    mutating func hold(_ certificate: Certificate) throws(SafetyViolation) {
        let statement = certificate.statement
        guard certificate.isQuorum(of: self.configuration.validators) else { throw .notAQuorum(view: statement.view) }
        guard try self.views[statement.view, default: ViewState()].hold(certificate) else { return }
        self.highest.saw(statement)
        self.touched.insert(statement.view)
        self.hasGained = true
        self.turn.persist(.certificate(certificate))
        self.lookForLostVotes(in: certificate)
        if statement.kind == .finalize { self.forgetBelow(statement.view) }
    }

    /// Below a final view only bodies count, and what else is final: the view's ancestors are among them.
    private mutating func forgetBelow(_ final: UInt64) {
        self.views = self.views.filter { $0.key >= final || $0.value.proposal != nil || $0.value.finalization != nil }
    }

    private mutating func receive(_ proposal: Proposal) {
        let configuration = self.configuration
        guard proposal.view > self.baseView, proposal.view < Self.lastView,
            proposal.block.header.epoch == configuration.validators.epoch,
            self.views[proposal.view]?.proposal != proposal
        else { return }
        let isNeeded = self.isNeeded(proposal)
        guard isNeeded || self.isInWindow(proposal.view),
            proposal.isValid(in: configuration.validators, genesis: configuration.genesis)
        else { return }
        guard self.isKnownIfOwn(proposal) else { return self.loseVotes(view: proposal.view) }
        self.note(proposal.block.header.proposer, view: proposal.view)
        if let other = self.views[proposal.view]?.proposal { self.report(Evidence(other.signed, proposal.signed)) }
        guard proposal.block.matchesItsHeader else { return }
        self.take(proposal, isNeeded: isNeeded)
    }

    mutating func take(_ proposal: Proposal, isNeeded: Bool) {
        let isTaken = self.views[proposal.view, default: ViewState()].take(
            proposal, isNeeded: isNeeded, at: self.turn.now)
        self.touched.insert(proposal.view)
        if isTaken { self.hasGained = true }
    }

    /// A certificate, or a certified block that stands on it, asks for this block.
    private func isNeeded(_ proposal: Proposal) -> Bool {
        self.views[proposal.view]?.certifiedHash == proposal.hash || self.neededParents.contains(proposal.hash)
    }

    /// Hashes of blocks that certified blocks stand on.
    var neededParents: Set<Digest> {
        Set(self.views.values.compactMap { $0.certifiedProposal?.block.header.parent })
    }

    mutating func receiveCheck(of hash: Digest, problem: String?) {
        guard let state = self.views[self.view], state.progress == .checking, state.proposal?.hash == hash else {
            return
        }
        self.views[self.view]?.progress = problem == nil ? .valid : .invalid
    }

    mutating func note(_ peer: PrincipalID, view: UInt64, finalizedView: UInt64 = 0) {
        guard peer != self.configuration.me else { return }
        var standing =
            self.standings[peer] ?? ValidatorStanding(heardAt: self.turn.now, view: 0, finalizedView: 0)
        standing.heardAt = self.turn.now
        standing.view = max(standing.view, view)
        standing.finalizedView = max(standing.finalizedView, finalizedView)
        self.standings[peer] = standing
    }

    /// Evidence is handed out once of its kind.
    private mutating func report(_ evidence: Evidence?) {
        guard let evidence, self.reported.insert(ReportedEvidence(evidence)).inserted else { return }
        self.turn.add(.evidence(evidence))
    }
}
