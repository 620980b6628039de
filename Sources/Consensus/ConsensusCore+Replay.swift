internal import Identity
internal import Ledger

/// What the vote register says after a start.
extension ConsensusCore {
    mutating func replay(_ journal: [ConsensusRecord]) throws(ConsensusError) {
        let epoch = self.configuration.validators.epoch
        var registerView: UInt64 = 0
        for record in journal where record.epoch == epoch {
            do throws(SafetyViolation) {
                registerView = max(registerView, try self.replay(record))
            } catch {
                throw .contradiction(error.description)
            }
        }
        try self.compareWithChain(registerView: registerView)
        self.ownVotes.close(through: self.tip.view)
        self.views = self.views.filter { $0.key > self.tip.view }
        self.replayedVotes.removeAll { $0.statement.view <= self.tip.view }
        try self.checkSignatures()
        if self.isAlone { try self.checkThatBlocksReachTip() }
    }

    var isAlone: Bool { self.configuration.validators.members.count == 1 }

    /// Takes in one record; returns the view up to which it proves the register to be whole.
    private mutating func replay(_ record: ConsensusRecord) throws(SafetyViolation) -> UInt64 {
        let view = record.view
        switch record {
        case .checkpoint:
            self.ownVotes.close(through: view)
            return view
        case .proposal(let proposal):
            _ = self.views[view, default: ViewState()].take(proposal)
            return 0
        case .certificate(let certificate):
            _ = try self.views[view, default: ViewState()].hold(certificate)
            return 0
        case .vote(let vote):
            try self.ownVotes.enter(vote.statement)
            _ = self.views[view, default: ViewState()].count(vote)
            self.replayedVotes.append(vote)
            return view
        }
    }

    private func compareWithChain(registerView: UInt64) throws(ConsensusError) {
        guard self.ownVotes.closedThrough <= self.tip.view else {
            throw .chainLostBlocks(closedView: self.ownVotes.closedThrough, tipView: self.tip.view)
        }
        // Alone, this validator signed every block of the chain.
        let proven = max(self.configuration.provenView, self.isAlone ? self.tip.view : 0)
        guard registerView >= proven else {
            throw .registerLostVotes(provenView: proven, registerView: registerView)
        }
        if let certified = self.views[self.tip.view]?.certifiedHash, certified != self.tip.hash {
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
        guard let block = self.views[first]?.certifiedBlock, block.header.parent == self.tip.hash else {
            throw .chainLostBlocks(closedView: first, tipView: self.tip.view)
        }
    }
}
