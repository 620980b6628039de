internal import Identity
internal import Ledger

/// What the vote register says after a start.
extension ConsensusCore {
    mutating func replay(_ journal: [ConsensusRecord]) throws(ConsensusError) {
        let epoch = self.configuration.validators.epoch
        try self.checkTip()
        var register = Reach(epoch: 0, view: 0)
        for record in journal {
            register = max(register, try self.reach(of: record))
            guard record.epoch == epoch else { continue }
            do throws(SafetyViolation) {
                try self.replay(record)
            } catch {
                throw .contradiction(error.description)
            }
        }
        try self.compareWithChain(register)
        let base = self.baseView
        self.ownVotes.close(through: base)
        self.views = self.views.filter { $0.key > base }
        self.touched = Set(self.views.keys)
        self.replayedVotes.removeAll { $0.statement.view <= base }
        try self.checkSignatures()
        if self.isAlone { try self.checkThatBlocksReachTip() }
        self.considerHearing()
    }

    /// A place in the chain's time: views count anew in each epoch.
    private struct Reach: Comparable {
        let epoch: UInt64
        let view: UInt64

        static func < (left: Reach, right: Reach) -> Bool { (left.epoch, left.view) < (right.epoch, right.view) }
    }

    /// Up to where a record proves the register to be whole.
    private func reach(of record: ConsensusRecord) throws(ConsensusError) -> Reach {
        let end = Reach(epoch: self.tip.epoch, view: self.tip.view)
        switch record {
        case .vote, .checkpoint:
            let reach = Reach(epoch: record.epoch, view: record.view)
            let isClosed = if case .checkpoint = record { true } else { false }
            guard record.epoch <= self.configuration.validators.epoch, !isClosed || reach <= end else {
                throw .chainLostBlocks(closedView: record.view, tipView: self.tip.view)
            }
            return reach
        case .lostVotes(let epoch, let view):
            throw .registerLostVotes(provenView: view, registerView: epoch == self.tip.epoch ? self.tip.view : 0)
        case .proposal, .certificate: return Reach(epoch: 0, view: 0)
        }
    }

    /// The validators must be those that the tip promises, or those of its own epoch.
    private func checkTip() throws(ConsensusError) {
        let validators = self.configuration.validators
        guard self.tip.height > 0, self.tip.epoch != validators.epoch else { return }
        guard self.tip.epoch &+ 1 == validators.epoch, self.tip.nextValidators == validators.hash else {
            throw .contradiction(
                "the validators given are of epoch \(validators.epoch), the last block of epoch \(self.tip.epoch) names "
                    + (self.tip.nextValidators?.hex ?? "no others"))
        }
    }

    private mutating func replay(_ record: ConsensusRecord) throws(SafetyViolation) {
        let view = record.view
        switch record {
        case .checkpoint: self.ownVotes.close(through: view)
        case .proposal(let proposal): _ = self.views[view, default: ViewState()].take(proposal, at: self.turn.now)
        case .certificate(let certificate):
            _ = try self.views[view, default: ViewState()].hold(certificate)
            self.highest.saw(certificate.statement)
        case .vote(let vote):
            try self.ownVotes.enter(vote.statement)
            _ = self.views[view, default: ViewState()].count(vote)
            self.replayedVotes.append(vote)
        case .lostVotes: break
        }
    }

    private func compareWithChain(_ register: Reach) throws(ConsensusError) {
        let configuration = self.configuration
        var proven = Reach(epoch: configuration.provenEpoch, view: configuration.provenView)
        // Alone, this validator signed every block of the epoch.
        if self.isAlone, self.tip.epoch == configuration.validators.epoch {
            proven = max(proven, Reach(epoch: self.tip.epoch, view: self.tip.view))
        }
        guard proven.view == 0 || register >= proven else {
            throw .registerLostVotes(
                provenView: proven.view, registerView: register.epoch == proven.epoch ? register.view : 0)
        }
        let certified = self.baseView > 0 ? self.views[self.baseView]?.certifiedHash : nil
        if let certified, certified != self.tip.hash {
            throw .contradiction(
                "block \(certified.hex) is certified in view \(self.tip.view), the chain has \(self.tip.hash.hex)")
        }
        if let last = self.replayedVotes.last { try self.checkSignature(of: last) }
    }

    private func checkSignature(of vote: Vote) throws(ConsensusError) {
        let configuration = self.configuration
        guard vote.signer == configuration.me, vote.statement.view < Self.lastView,
            vote.isValid(in: configuration.validators, genesis: configuration.genesis)
        else { throw .foreignRegister(view: vote.statement.view) }
    }

    /// Everything above the tip that will be acted on must be genuine.
    private func checkSignatures() throws(ConsensusError) {
        let configuration = self.configuration
        for vote in self.replayedVotes { try self.checkSignature(of: vote) }
        for view in self.views.keys.sorted() {
            guard let state = self.views[view] else { continue }
            let areGenuine = state.certificates.allSatisfy { self.isValid($0) }
            let isGenuine =
                state.proposal?.isValid(in: configuration.validators, genesis: configuration.genesis) ?? true
            guard view < Self.lastView, areGenuine, isGenuine else { throw .foreignRegister(view: view) }
            if let hash = self.ownVotes.notarized(in: view), hash != state.proposal?.hash {
                throw .contradiction("this key notarized block \(hash.hex) in view \(view), but its body is not there")
            }
        }
    }

    /// Alone, what is final in the register must stand on the stored chain; nobody else could give what lies between.
    private func checkThatBlocksReachTip() throws(ConsensusError) {
        let final = self.views.keys.sorted().filter { self.views[$0]?.finalization != nil }
        guard let first = final.first else { return }
        guard let block = self.views[first]?.certifiedProposal?.block, block.header.parent == self.tip.hash else {
            throw .chainLostBlocks(closedView: first, tipView: self.tip.view)
        }
    }
}
