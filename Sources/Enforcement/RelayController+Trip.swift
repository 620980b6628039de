extension RelayController {
    mutating func orderFinal(_ order: DisconnectOrder, _ now: Moment) -> [RelayEffect] {
        guard self.order?.number != order.number else { return [] }
        self.order = order
        self.hasRightOfTheChain = false
        self.lastRefusal = nil
        self.nextCheckAt = now.monotonicNanoseconds
        // A write that is under way was decided under another order: what came since then still ends it.
        if case .writing = self.phase { return [] }
        switch self.authority {
        // People on site and vouchers hold trips themselves.
        case .crew?, .voucher?, .trial?: break
        case .permit?, .orderRevoked?, .powerReturned?, nil: self.authority = nil
        }
        return []
    }

    mutating func startTrip(_ order: DisconnectOrder, _ now: Moment) -> [RelayEffect] {
        let job = SwitchingJob(command: .open, order: order, before: self.state)
        if let refused = self.refuseUndeclared(job, now) { return refused }
        if let reason = self.tripHindrance(job, now) { return self.stopTrip(job, .refused(reason: reason), now) }
        guard now.monotonicNanoseconds >= self.nextCheckAt else {
            return [.armTimer(atMonotonicNanoseconds: self.nextCheckAt)]
        }
        return self.gather(job, .check, now)
    }

    /// What forbids a trip apart from the guards.
    func tripHindrance(_ job: SwitchingJob, _ now: Moment) -> String? {
        if let reason = self.tagHindrance { return reason }
        if let order = job.order,
            let reason = self.memory.holds.lazy.compactMap({ hold in
                hold.hindrance(toOrderOf: order.finalizedAt, at: now.time)
            }).first
        {
            return reason
        }
        if let lock = self.memory.lock { return "locked: \(lock)" }
        if let fault = self.policyFault { return "\(fault)" }
        if now.monotonicNanoseconds < self.tripHoldUntil { return "the power has just returned" }
        return nil
    }

    /// Tags block trips and reconnections alike.
    var tagHindrance: String? {
        guard let tags = self.safetyTags else { return "safety tags are not known" }
        return tags.isEmpty ? nil : "tagged by " + tags.map(\.text).joined(separator: "; ")
    }

    private mutating func gather(_ job: SwitchingJob, _ stage: FactStage, _ now: Moment) -> [RelayEffect] {
        let time = now.monotonicNanoseconds
        self.phase = .checking(job, stage: stage, since: time)
        return [
            .gatherFacts(stage), .armTimer(atMonotonicNanoseconds: time + self.policy.answerNanoseconds),
        ]
    }

    mutating func factsGathered(_ facts: GuardFacts, _ now: Moment) -> [RelayEffect] {
        guard case .checking(var job, let stage, let since) = self.phase else { return [] }
        let age = now.age(ofMonotonic: facts.moment.monotonicNanoseconds)
        guard let age, age <= self.policy.factsNanoseconds, facts.moment.monotonicNanoseconds >= since,
            facts.meter == self.meter, facts.order.map({ $0.number == job.order?.number }) ?? true
        else {
            return self.stopTrip(job, .refused(reason: "the facts are old or about another meter or order"), now)
        }
        if let reason = self.tripHindrance(job, now) { return self.stopTrip(job, .refused(reason: reason), now) }
        let evaluation = GuardEvaluation(facts, self.policy)
        switch stage {
        case .check: job.check = evaluation
        case .recheck: job.recheck = evaluation
        }
        guard evaluation.allPassed else { return self.stopTrip(job, .refusedByGuards(stage), now) }
        return stage == .check ? self.gather(job, .recheck, now) : self.write(job, now)
    }

    /// Ends a trip that did not succeed, without inferring anything about a relay that was written to.
    mutating func stopTrip(_ job: SwitchingJob, _ outcome: SwitchingOutcome, _ now: Moment) -> [RelayEffect] {
        if !job.writes.isEmpty, job.lastSeen != .closed { return self.giveUp(job, now) }
        self.phase = .idle
        self.nextCheckAt = max(self.nextCheckAt, now.monotonicNanoseconds + self.policy.checkNanoseconds)
        var effects: [RelayEffect] = []
        if !job.writes.isEmpty {
            self.establish(.closed, now)
            effects.append(.remember(self.memory))
        }
        let refusal = Refusal(outcome: outcome, failed: (job.recheck ?? job.check)?.failed ?? [])
        if !job.writes.isEmpty || refusal != self.lastRefusal {
            self.lastRefusal = refusal
            effects.append(self.record(job, outcome, now))
        }
        return effects + [.armTimer(atMonotonicNanoseconds: max(self.nextCheckAt, self.tripHoldUntil))]
    }

    /// The second look of a retry is as strict as that of the first write.
    mutating func retryTrip(_ job: SwitchingJob, _ now: Moment) -> [RelayEffect] {
        [.readBack] + self.gather(job, .check, now)
    }
}
