import Metering

/// Pairing at commissioning: the relay opens once, so that people see which meter drops.
extension RelayController {
    /// The guards that hold for a trial too; the others are about an order, and a trial has none.
    public static let trialGuards: [SwitchingGuard] = [.rightMeter, .load, .noSafetyTag]

    mutating func startTrial(
        _ person: String, _ facts: GuardFacts, _ sign: PairingSign, _ now: Moment
    ) -> [RelayEffect] {
        var job = SwitchingJob(command: .open, trial: person, before: self.state)
        if let what = self.relay.undeclared {
            return [self.record(job, .refused(reason: "\(what) is not declared"), now)]
        }
        guard case .idle = self.phase, self.authority == nil else {
            return [self.record(job, .refused(reason: "another command is under way"), now)]
        }
        if let reason = self.tripHindrance(job, now) ?? self.trialHindrance(facts, now) {
            return [self.record(job, .refused(reason: reason), now)]
        }
        let evaluation = GuardEvaluation(facts, self.policy)
        job.recheck = evaluation
        guard !evaluation.failed.contains(where: Self.trialGuards.contains) else {
            return [self.record(job, .refusedByGuards(.recheck), now)]
        }
        self.memory.attempts = 0
        self.trialSign = sign
        return self.write(job, now)
    }

    private func trialHindrance(_ facts: GuardFacts, _ now: Moment) -> String? {
        guard self.output == .closed else { return "the relay does not read closed" }
        guard let age = now.age(ofMonotonic: facts.moment.monotonicNanoseconds), age <= self.policy.factsNanoseconds,
            facts.meter == self.meter
        else { return "the facts are old or about another meter" }
        return nil
    }

    /// Closes a relay that a trial opened; a person who ends it twice moves nothing.
    mutating func endTrial() -> [RelayEffect] {
        guard let person = self.memory.trial, case .idle = self.phase, self.output != .closed else { return [] }
        self.authority = self.authority ?? .trial(person: person)
        return []
    }

    func isTrialOver(_ now: Moment) -> Bool {
        guard self.memory.trial != nil, self.output != .closed else { return false }
        let limit = self.trialSign == .flow ? self.policy.flowTrialNanoseconds : self.policy.trialNanoseconds
        return now.monotonicNanoseconds - self.settledAt >= limit
    }

    /// One write is enough to learn that it does not open; one that nobody answered may have opened it.
    mutating func trialFailed(_ job: SwitchingJob, _ person: String, _ now: Moment) -> [RelayEffect] {
        let reason = job.writes.last?.failure ?? "it did not open"
        guard job.lastSeen == .closed else {
            self.authority = self.authority ?? .trial(person: person)
            return self.cancelTrip(job, by: .trial(person: person), now)
        }
        self.phase = .idle
        self.memory.attempts = 0
        self.establish(.closed, now)
        return [.remember(self.memory), self.record(job, .refused(reason: reason), now)]
    }

    mutating func paired(at time: UTCTime) -> [RelayEffect] {
        self.relay.pairedAt = time
        self.hasReportedUndeclared = false
        return []
    }
}
