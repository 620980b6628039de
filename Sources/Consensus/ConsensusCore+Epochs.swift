internal import Identity
internal import Ledger

/// From one epoch to the next, and what peers fetch for us.
extension ConsensusCore {
    /// The epoch's last block is final, and the state after it names these validators.
    mutating func begin(_ validators: ValidatorSet) throws(SafetyViolation) {
        guard validators.epoch > self.configuration.validators.epoch else { return }
        guard self.tip.epoch == validators.epoch || self.tip.nextValidators == validators.hash else {
            throw .wrongValidatorSet(epoch: validators.epoch)
        }
        let last = self.tip.epoch == self.configuration.validators.epoch ? self.tipFinalization : nil
        self.previousEpoch = (self.configuration.validators, last)
        self.configuration.validators = validators
        self.views = [:]
        self.highest = HighestViews()
        self.ownVotes = OwnVotes()
        self.ownVotes.close(through: self.baseView)
        self.replayedVotes = []
        self.reported = []
        self.standings = self.standings.filter { validators.member($0.key) != nil }
            .mapValues { ValidatorStanding(heardAt: $0.heardAt, view: 0, finalizedView: 0) }
        self.statusBudget = AnswerBudget()
        self.requestBudget = AnswerBudget()
        self.building = nil
        self.isEpochBehind = false
        self.view = self.baseView + 1
        self.clock.finalized()
        self.repair.finalized()
        self.considerMembership()
    }

    private mutating func considerMembership() {
        let configuration = self.configuration
        if case .lostVotes = self.standDown { return }
        if configuration.isMember {
            self.standDown = nil
        } else {
            self.stand(down: .notAMember(configuration.me, epoch: configuration.validators.epoch))
        }
    }

    /// Final blocks came from peers.
    mutating func catchUp(to tip: ChainTip, _ certificate: Certificate?) throws(SafetyViolation) {
        guard tip.height > self.tip.height, (tip.epoch, tip.view) > (self.tip.epoch, self.tip.view) else { return }
        if let certificate { self.lookForLostVotes(in: certificate) }
        self.moveTip(to: tip, certificate)
    }
}
