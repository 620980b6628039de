extension RelayController {
    mutating func readBack(_ observation: RelayObservation, _ now: Moment) -> [RelayEffect] {
        guard observation.output != .unknown, now.age(ofMonotonic: observation.atMonotonicNanoseconds) != nil else {
            return []
        }
        switch self.phase {
        case .reconciling(let since):
            guard observation.atMonotonicNanoseconds >= since else { return [] }
            // A trial that a crash cut short is over.
            return self.reconcile(observation, now) + self.endTrial()
        case .writing:
            // Which side of the write it saw is not known; the write's own read-back decides.
            return []
        case .idle: return self.compare(observation, now)
        case .checking(let job, let stage, let since):
            guard !job.writes.isEmpty else { return self.compare(observation, now) }
            return self.seen(observation, job, now) { .checking($0, stage: stage, since: since) }
        case .backingOff(let job, let until):
            return self.seen(observation, job, now) { .backingOff($0, until: until) }
        }
    }

    /// A read-back between a write that seemed to fail and its retry.
    private mutating func seen(
        _ observation: RelayObservation, _ job: SwitchingJob, _ now: Moment,
        _ phase: (SwitchingJob) -> SwitchingPhase
    ) -> [RelayEffect] {
        guard let asked = job.writes.last?.asked.monotonicNanoseconds, observation.atMonotonicNanoseconds > asked
        else { return [] }
        if observation.output == job.target { return self.finish(job, observation, now) }
        var job = job
        job.lastSeen = observation.output
        self.phase = phase(job)
        return []
    }

    /// Takes what was read back as the state of the relay.
    mutating func establish(_ output: OutputState, _ now: Moment) {
        self.output = output
        self.memory.expected = output
        self.memory.control = output == .closed ? .connected : .disconnected
        self.memory.inFlight = nil
        if output == .closed {
            self.memory.openedUnder = nil
            self.memory.trial = nil
            self.memory.withheld = nil
            self.hasRightOfTheChain = false
        }
        self.settledAt = now.monotonicNanoseconds
    }

    /// The first read-back after a start or a power return, against what is remembered.
    private mutating func reconcile(_ observation: RelayObservation, _ now: Moment) -> [RelayEffect] {
        self.phase = .idle
        let inFlight = self.memory.inFlight
        guard inFlight != nil || self.memory.expected == .unknown else {
            return self.reconcileSettled(observation, now)
        }
        let (before, attempts) = (self.state, self.memory.attempts)
        self.establish(observation.output, now)
        if inFlight == .close, observation.output == .open, self.relay.isLatching == false, before.control == .connected
        {
            // It was on before its power failed, and the close that was under way did not take.
            self.memory.control = .connected
            self.authority = self.authority ?? .powerReturned
        }
        guard let inFlight else { return [.remember(self.memory)] }
        let job = SwitchingJob(command: inFlight, order: self.order, authority: self.authority, before: before)
        if observation.output == job.target {
            self.memory.attempts = 0
            return [.remember(self.memory), self.record(job, .foundAfterRestart, now)]
        }
        // Crashes do not make more retries than there are.
        guard attempts <= self.policy.mostRetries else { return self.giveUp(job, now) }
        return [.remember(self.memory)]
    }

    /// Nothing was under way. A relay that does not latch may be where its power-up state put it.
    private mutating func reconcileSettled(_ observation: RelayObservation, _ now: Moment) -> [RelayEffect] {
        let before = self.state
        let isAsExpected = observation.output == self.memory.expected
        let effects = self.compare(observation, now)
        guard isAsExpected else { return effects }
        if before.control == .connected, observation.output == .open {
            // The control state stays, so that another restart does not forget that the supply is wanted.
            self.authority = self.authority ?? .powerReturned
        } else if before.control == .disconnected, observation.output == .closed {
            self.establish(.closed, now)
            return effects + [.remember(self.memory)]
        }
        return effects
    }

    private mutating func compare(_ observation: RelayObservation, _ now: Moment) -> [RelayEffect] {
        guard self.memory.lock?.blocksClosing != true, observation.atMonotonicNanoseconds >= self.settledAt else {
            return []
        }
        if self.memory.expected == .unknown {
            self.establish(observation.output, now)
            return [.remember(self.memory)]
        }
        guard observation.output != self.memory.expected else {
            self.output = observation.output
            return []
        }
        return self.changed(observation, now)
    }

    /// The output differs from what it was left as, and nothing was commanded.
    private mutating func changed(_ observation: RelayObservation, _ now: Moment) -> [RelayEffect] {
        let wasReady = self.memory.control == .readyForReconnection && observation.output == .closed
        let job = self.phase.job
        let before = self.state
        self.phase = .idle
        self.establish(observation.output, now)
        guard !wasReady else {
            let button = SwitchingJob(command: .close, authority: self.authority, before: before)
            return [.remember(self.memory), self.record(button, .buttonPressed, now)]
        }
        self.memory.lock = .unexpectedChange
        var effects: [RelayEffect] = [.remember(self.memory)]
        if case .record(var record) = self.record(job, .changedWithoutCommand, now) {
            record.command = nil
            record.before = before
            effects.append(.record(record))
        }
        effects.append(
            .alarm(.locked(.unexpectedChange, detail: "was \(before.output), reads \(observation.output)")))
        return effects
    }
}
