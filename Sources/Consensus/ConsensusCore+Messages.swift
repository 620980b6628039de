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
        }
    }

    /// Views whose votes and proposals are kept; bounds what a faulty validator can fill.
    private func isInWindow(_ view: UInt64) -> Bool {
        view > self.tip.view && view <= self.view + Self.messageWindow
    }

    private mutating func receive(_ vote: Vote) {
        let configuration = self.configuration
        guard self.isInWindow(vote.statement.view), vote.signer != configuration.me,
            vote.isValid(in: configuration.validators, genesis: configuration.genesis)
        else { return }
        _ = self.views[vote.statement.view, default: ViewState()].count(vote)
    }

    /// A certificate counts at any view: a quorum made it.
    private mutating func receive(_ certificate: Certificate) throws(SafetyViolation) {
        let view = certificate.statement.view
        guard view < Self.lastView else { return }
        guard view > self.tip.view else {
            guard view == self.tip.view, certificate.statement.kind == .finalize,
                certificate.statement.blockHash != self.tip.hash, self.isValid(certificate)
            else { return }
            throw .conflictingCertificates(view: view)
        }
        guard self.isValid(certificate) else { return }
        try self.hold(certificate)
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
        let view = certificate.statement.view
        if try self.views[view, default: ViewState()].hold(certificate) {
            self.turn.persist(.certificate(certificate))
        }
    }

    private mutating func receive(_ proposal: Proposal) {
        guard self.isInWindow(proposal.view), proposal.block.header.proposer != self.configuration.me,
            proposal.isValid(in: self.configuration.validators, genesis: self.configuration.genesis),
            proposal.block.matchesItsHeader
        else { return }
        _ = self.views[proposal.view, default: ViewState()].take(proposal)
    }

    mutating func receiveCheck(of hash: Digest, problem: String?) throws(SafetyViolation) {
        guard let state = self.views[self.view], state.progress == .checking, state.proposal?.hash == hash else {
            return
        }
        self.views[self.view]?.progress = problem == nil ? .valid : .invalid
    }
}
