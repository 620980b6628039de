internal import Identity
internal import Ledger

/// What peers are told when they ask, or when their status shows that they lack something.
extension ConsensusCore {
    /// The most certificates that one status brings its sender; it says again what it lacks.
    private static let certificatesForStatus = 32

    mutating func receive(_ status: Status) {
        guard status.signer != self.configuration.me, let key = self.key(of: status),
            status.isSigned(by: key, genesis: self.configuration.genesis)
        else { return }
        let epoch = self.configuration.validators.epoch
        if status.epoch == epoch {
            let view = min(status.currentView, Self.lastView)
            self.note(status.signer, view: view, finalizedView: min(status.finalizedView, Self.lastView))
            if status.answer == self.configuration.nonce { self.heard.insert(status.signer) }
            self.considerHearing()
        } else if status.epoch > epoch {
            self.isEpochBehind = true
        }
        self.answerQuestion(of: status)
        self.showWhatIsLacking(status)
    }

    /// The signer's key: members change by few, so another epoch's signer is mostly a member of this one too.
    private func key(of status: Status) -> PublicKey? {
        let isOld = status.epoch == self.previousEpoch?.validators.epoch
        let member = isOld ? self.previousEpoch?.validators.member(status.signer) : nil
        return (member ?? self.configuration.validators.member(status.signer))?.key
    }

    /// Whoever has just started hears which votes of it are known here.
    private mutating func answerQuestion(of status: Status) {
        guard status.question != 0, self.statusBudget.spend(2, for: status.signer, at: self.turn.now) else { return }
        for vote in self.newestVotes(of: status.signer) { self.turn.send(.vote(vote), to: status.signer) }
        self.turn.send(.status(self.status(answer: status.question)), to: status.signer)
    }

    private mutating func showWhatIsLacking(_ status: Status) {
        let epoch = self.configuration.validators.epoch
        if let previous = self.previousEpoch, status.epoch == previous.validators.epoch, status.epoch < epoch {
            self.send([previous.finalization].compactMap { $0 }, to: status.signer, from: \.statusBudget)
        }
        if status.epoch < epoch, self.statusBudget.spend(1, for: status.signer, at: self.turn.now) {
            // It sees from this that its epoch is over.
            self.turn.send(.status(self.status()), to: status.signer)
        }
        guard status.epoch == epoch else { return }
        var lacking: [Certificate] = []
        if status.finalizedView < self.baseView, let final = self.tipFinalization, final.statement.epoch == epoch {
            lacking.append(final)
        }
        for view in self.views.keys.sorted(by: >) where view > status.finalizedView {
            guard let state = self.views[view], lacking.count < Self.certificatesForStatus else { break }
            if let final = state.finalization { lacking.append(final) }
            if let held = state.notarization, !status.holdsNotarization(of: view) { lacking.append(held) }
            if let held = state.nullification, !status.holdsNullification(of: view) { lacking.append(held) }
        }
        self.send(lacking, to: status.signer, from: \.statusBudget)
    }

    /// Sends certificates as far as the peer's budget goes: that of its statuses where it did not ask for them, that of
    /// its requests where it did.
    private mutating func send(
        _ certificates: [Certificate], to peer: PrincipalID, from budget: WritableKeyPath<ConsensusCore, AnswerBudget>
    ) {
        for certificate in certificates {
            guard self[keyPath: budget].spend(1, for: peer, at: self.turn.now) else { return }
            self.turn.send(.certificate(certificate), to: peer)
        }
    }

    mutating func answer(_ request: CertificateRequest) {
        // Signed before it is charged: nobody spends another's budget.
        guard request.signer != self.configuration.me,
            request.isValid(in: self.configuration.validators, genesis: self.configuration.genesis),
            self.requestBudget.spend(1, for: request.signer, at: self.turn.now)
        else { return }
        self.note(request.signer, view: 0)
        let held = request.wants.compactMap { self.views[$0.view]?.certificate($0.kind) }
        let isBehind = request.wants.contains { $0.view <= self.baseView }
        self.send(held + (isBehind ? self.currentTipFinalization : []), to: request.signer, from: \.requestBudget)
    }

    mutating func answer(_ request: ProposalRequest) {
        // Signed before it is charged: nobody spends another's budget.
        guard request.signer != self.configuration.me,
            request.isValid(in: self.configuration.validators, genesis: self.configuration.genesis),
            self.requestBudget.spend(1, for: request.signer, at: self.turn.now)
        else { return }
        self.note(request.signer, view: 0)
        guard request.view > self.baseView else {
            return self.send(self.currentTipFinalization, to: request.signer, from: \.requestBudget)
        }
        guard let state = self.views[request.view], let proposal = state.proposal, proposal.hash == request.blockHash,
            self.requestBudget.spend(AnswerBudget.bodyCost, for: request.signer, at: self.turn.now)
        else { return }
        let certificates = [state.finalization, state.notarization].compactMap { $0 }
        self.turn.send(.proposal(proposal, justification: certificates), to: request.signer)
    }

    /// What made the tip final, where that is of this epoch.
    private var currentTipFinalization: [Certificate] {
        guard let final = self.tipFinalization, final.statement.epoch == self.configuration.validators.epoch else {
            return []
        }
        return [final]
    }
}
