extension RelayController {
    /// The only place that asks for a write.
    mutating func write(_ job: SwitchingJob, _ now: Moment) -> [RelayEffect] {
        var job = job
        let time = now.monotonicNanoseconds
        let attempt = self.memory.attempts + 1
        job.writes.append(WriteAttempt(attempt: attempt, asked: now))
        job.lastSeen = .unknown
        self.memory.inFlight = job.command
        self.memory.attempts = attempt
        if job.command == .open {
            self.memory.openedUnder = job.order?.number
            self.memory.trial = job.trial
        }
        self.phase = .writing(job, since: time)
        return [
            .remember(self.memory),
            .writeRelay(
                job.command, attempt: attempt, notAfterMonotonicNanoseconds: time + self.policy.factsNanoseconds),
            .armTimer(atMonotonicNanoseconds: time + self.policy.answerNanoseconds),
        ]
    }

    mutating func writeAnswered(_ observation: RelayObservation, _ now: Moment) -> [RelayEffect] {
        guard case .writing(let job, let since) = self.phase, observation.atMonotonicNanoseconds >= since,
            now.age(ofMonotonic: observation.atMonotonicNanoseconds) != nil
        else { return [] }
        guard observation.output == job.target || self.isArmed(job, observation) else {
            return self.attemptFailed(job, observation, nil, now)
        }
        return self.finish(job, observation, now)
    }

    mutating func writeFailed(_ reason: String, _ now: Moment) -> [RelayEffect] {
        guard case .writing(let job, _) = self.phase else { return [] }
        return self.attemptFailed(job, nil, reason, now)
    }

    /// With a button, an open output after a close command is what the standard calls ready for reconnection.
    private func isArmed(_ job: SwitchingJob, _ observation: RelayObservation) -> Bool {
        job.command == .close && self.relay.hasButton && observation.output == .open
    }

    mutating func finish(_ job: SwitchingJob, _ observation: RelayObservation, _ now: Moment) -> [RelayEffect] {
        var job = job
        job.writes[job.writes.count - 1].observed = observation
        self.phase = .idle
        self.lastRefusal = nil
        let openedUnder = self.memory.openedUnder
        self.establish(observation.output, now)
        self.memory.attempts = 0
        var outcome = SwitchingOutcome.done
        if self.isArmed(job, observation) {
            self.memory.control = .readyForReconnection
            self.memory.openedUnder = nil
            self.memory.withheld = nil
            outcome = .awaitsButton
        } else if job.command == .open {
            self.memory.openedUnder = openedUnder
        }
        let effects: [RelayEffect] =
            self.memory.trial == nil
            ? [] : [.armTimer(atMonotonicNanoseconds: now.monotonicNanoseconds + self.policy.trialNanoseconds)]
        return [.remember(self.memory), self.record(job, outcome, now)] + effects
    }

    mutating func attemptFailed(
        _ job: SwitchingJob, _ observation: RelayObservation?, _ failure: String?, _ now: Moment
    ) -> [RelayEffect] {
        var job = job
        job.writes[job.writes.count - 1].observed = observation
        job.writes[job.writes.count - 1].failure = failure
        job.lastSeen = observation?.output ?? .unknown
        if let person = job.trial { return self.trialFailed(job, person, now) }
        if job.command == .open, let authority = self.authority { return self.cancelTrip(job, by: authority, now) }
        guard self.memory.attempts <= self.policy.mostRetries else { return self.giveUp(job, now) }
        let (wait, overflow) = self.policy.backOffNanoseconds.multipliedReportingOverflow(
            by: 1 << (self.memory.attempts - 1))
        let until = now.monotonicNanoseconds + (overflow ? self.policy.backOffNanoseconds : wait)
        self.phase = .backingOff(job, until: until)
        return [.armTimer(atMonotonicNanoseconds: until)]
    }

    mutating func retry(_ job: SwitchingJob, _ now: Moment) -> [RelayEffect] {
        if job.command == .open { return self.retryTrip(job, now) }
        if let reason = self.closeHindrance { return self.withhold(job, reason, now) }
        return self.write(job, now)
    }

    /// The relay does not follow: nobody knows where it stands, and nothing more is written.
    mutating func giveUp(_ job: SwitchingJob, _ now: Moment) -> [RelayEffect] {
        self.phase = .idle
        self.output = .unknown
        let attempts = self.memory.attempts
        let withheld = job.authority ?? self.authority ?? self.memory.withheld
        self.memory = RelayMemory(
            lock: .unknownState, openedUnder: self.memory.openedUnder, holds: self.memory.holds)
        if let withheld { self.keep(withheld) }
        self.authority = nil
        var effects: [RelayEffect] = [
            .remember(self.memory), self.record(job, .unknown, now),
            .alarm(.locked(.unknownState, detail: "\(attempts) writes to \(job.command)")),
        ]
        if let withheld {
            effects.append(.alarm(.reconnectBlocked(withheld, reason: "\(RelayLock.unknownState)")))
        }
        return effects
    }

    mutating func refuseUndeclared(_ job: SwitchingJob, _ now: Moment) -> [RelayEffect]? {
        let pairing = self.relay.pairedAt == nil && !job.isTrial ? "the pairing with its meter" : nil
        guard let what = self.relay.undeclared ?? pairing else { return nil }
        self.authority = nil
        guard !self.hasReportedUndeclared else { return [] }
        self.hasReportedUndeclared = true
        return [self.record(job, .refused(reason: "\(what) is not declared"), now), .alarm(.undeclared(what))]
    }

    func record(_ job: SwitchingJob?, _ outcome: SwitchingOutcome, _ now: Moment) -> RelayEffect {
        .record(
            SwitchingRecord(
                meter: self.meter, command: job?.command, outcome: outcome, at: now, before: job?.before ?? self.state,
                after: self.state, order: job?.order ?? self.order, authority: job?.authority ?? self.authority,
                trial: job?.trial,
                check: job?.check, recheck: job?.recheck, writes: job?.writes ?? [],
                safetyTags: self.safetyTags ?? [], lock: self.memory.lock))
    }
}
