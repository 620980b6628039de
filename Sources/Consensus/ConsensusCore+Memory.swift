internal import Identity
internal import Ledger

/// The amnesia rule: a key whose register lost votes never votes again.
extension ConsensusCore {
    /// A vote of this key comes back: either this validator knows it, or its register does not tell all.
    mutating func receiveOwn(_ vote: Vote) {
        let configuration = self.configuration
        guard self.standDown == nil, vote.statement.epoch == configuration.validators.epoch,
            !self.ownVotes.covers(vote.statement),
            vote.isValid(in: configuration.validators, genesis: configuration.genesis)
        else { return }
        self.loseVotes(view: vote.statement.view)
    }

    /// Another's proposal, or one that this validator knows to be its own: it notarized it in the turn of sending it.
    ///
    /// - Parameter proposal: its signature verified.
    func isKnownIfOwn(_ proposal: Proposal) -> Bool {
        proposal.block.header.proposer != self.configuration.me || self.standDown != nil
            || self.ownVotes.notarized(in: proposal.view) == proposal.hash
    }

    /// - Parameter certificate: verified.
    mutating func lookForLostVotes(in certificate: Certificate) {
        guard self.standDown == nil, certificate.statement.epoch == self.configuration.validators.epoch,
            certificate.signatures.contains(where: { $0.signer == self.configuration.me }),
            !self.ownVotes.covers(certificate.statement)
        else { return }
        self.loseVotes(view: certificate.statement.view)
    }

    mutating func loseVotes(view: UInt64) {
        let epoch = self.configuration.validators.epoch
        self.turn.persist(.lostVotes(epoch: epoch, view: view))
        self.stand(down: .lostVotes(epoch: epoch, view: view))
    }

    mutating func stand(down reason: StandDown) {
        self.standDown = reason
        self.building = nil
        self.turn.add(.stoodDown(reason))
    }

    /// Before the first vote after a start, q − 1 others must have had the chance to show newer votes of this key.
    mutating func considerHearing() {
        guard !self.hasHeardEnough else { return }
        let others = self.heard.count { self.configuration.validators.member($0) != nil }
        self.hasHeardEnough = others >= self.configuration.validators.quorum - 1
        // What waited for this.
        if self.hasHeardEnough { self.touched.formUnion(self.views.keys) }
    }

    /// Another validator's newest votes that are held here, one of each kind.
    func newestVotes(of signer: PrincipalID) -> [Vote] {
        VoteKind.allCases.compactMap { kind in
            self.views.filter { $0.value.vote(kind, by: signer) != nil }.keys.max()
                .flatMap { self.views[$0]?.vote(kind, by: signer) }
        }
    }
}
