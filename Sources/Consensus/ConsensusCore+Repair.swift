internal import Identity
internal import Ledger

/// Rule 7: what lets every split heal, whatever messages were lost.
extension ConsensusCore {
    /// Tells peers how far this validator is, and asks for what it lacks, when it is time to.
    mutating func repairWhatIsDue() {
        let now = self.turn.now
        guard !self.isAlone else { return }
        if self.hasGained { self.repair.gained(at: now) }
        self.hasGained = false
        let isBehind = self.isBehind
        self.repair.setUnfinal(self.clock.isDue || isBehind, at: now)
        if isBehind { self.repair.hasten(at: now) }
        self.repair.setQuestion(!self.hasHeardEnough && self.standDown == nil, at: now)
        if let due = self.repair.questionDue, due <= now {
            self.repair.sentQuestion(at: now)
            self.turn.publish(.status(self.status(question: self.configuration.nonce)))
        }
        if let due = self.repair.statusDue, due <= now {
            self.repair.sentStatus(at: now)
            self.speakUp()
        }
        self.askForLack()
    }

    /// Publishes the status, the certificates that let this view begin, and own votes that may still be missing
    /// somewhere.
    private mutating func speakUp() {
        self.turn.publish(.status(self.status()))
        for certificate in self.views[self.view - 1]?.certificates ?? [] {
            self.turn.publish(.certificate(certificate))
        }
        guard self.standDown == nil else { return }
        for vote in self.ownVotesToRepeat { self.turn.publish(.vote(vote)) }
    }

    /// Own votes above the final view whose certificate is not held, the newest first.
    private var ownVotesToRepeat: [Vote] {
        let me = self.configuration.me
        return self.ownVotes.openViews.prefix(Int(Self.messageWindow) * 2).flatMap { view -> [Vote] in
            guard let state = self.views[view] else { return [] }
            return VoteKind.allCases.compactMap { kind in
                // A nullified view is never finalized.
                let isMoot = state.certificate(kind) != nil || (kind != .nullify && state.nullification != nil)
                return isMoot ? nil : state.vote(kind, by: me)
            }
        }
    }

    /// How far this validator is.
    func status(question: UInt64 = 0, answer: UInt64 = 0) -> Status {
        let configuration = self.configuration
        let final = self.finalView
        var notarized = ViewBits(base: final)
        var nullified = ViewBits(base: final)
        for (view, state) in self.views {
            if state.notarization != nil { notarized.insert(view) }
            if state.nullification != nil { nullified.insert(view) }
        }
        return Status(
            epoch: configuration.validators.epoch, signer: configuration.me, currentView: self.view,
            notarized: notarized, nullified: nullified, question: question, answer: answer, key: configuration.key,
            genesis: configuration.genesis)
    }

    /// More validators than can be faulty are in later views: certificates were missed.
    private var isBehind: Bool {
        let ahead = self.standings.values.count { $0.view > self.view }
        return ahead > self.configuration.validators.faultTolerance
            || self.standings.values.contains { $0.finalizedView > self.finalView }
    }
}
