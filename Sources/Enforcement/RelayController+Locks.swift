extension RelayController {
    /// Nothing moves at a start. What was under way is forgotten but for the memory; orders are given again.
    mutating func restarted(powerLost: Bool, _ now: Moment) -> [RelayEffect] {
        self.order = nil
        self.authority = nil
        self.hasRightOfTheChain = false
        self.lastRefusal = nil
        self.hasReportedUndeclared = false
        self.nextCheckAt = now.monotonicNanoseconds
        if powerLost { self.holdAfterPowerReturn(now) }
        return self.startReconciling(now) + self.askToConfirm()
    }

    mutating func powerReturned(_ now: Moment) -> [RelayEffect] {
        var effects: [RelayEffect] = []
        if let job = self.phase.job {
            self.authority = self.authority ?? job.authority
            effects.append(self.record(job, .refused(reason: "the power was away before it was verified"), now))
        }
        self.holdAfterPowerReturn(now)
        return effects + self.startReconciling(now)
    }

    private mutating func holdAfterPowerReturn(_ now: Moment) {
        let time = now.monotonicNanoseconds
        self.tripHoldUntil = time + self.policy.powerReturnHoldNanoseconds
        self.staggerUntil = time + self.staggerNanoseconds
        guard self.relay.isLatching == false, let powerUp = self.relay.powerUpState else { return }
        if self.memory.expected != .unknown { self.memory.expected = powerUp }
    }

    private mutating func startReconciling(_ now: Moment) -> [RelayEffect] {
        let time = now.monotonicNanoseconds
        self.output = .unknown
        self.nextReadAt = time + self.policy.checkNanoseconds
        // A relay that is locked for good stays as unknown as it is until an operator has looked.
        let isLocked = self.memory.lock?.blocksClosing == true
        self.phase = isLocked ? .idle : .reconciling(since: time)
        return [.remember(self.memory), .readBack, .armTimer(atMonotonicNanoseconds: self.nextReadAt)]
    }

    mutating func loadRead(_ load: LoadObservation, _ now: Moment) -> [RelayEffect] {
        // In a trial the current tells which relay it is, and nothing may keep the supply off.
        guard case .idle = self.phase, self.memory.trial == nil, self.memory.lock?.blocksClosing != true,
            self.memory.control == .disconnected,
            self.output == .open, now.age(ofMonotonic: load.atMonotonicNanoseconds) != nil,
            load.atMonotonicNanoseconds >= self.settledAt + self.policy.settleNanoseconds,
            load.milliamperes.magnitude > self.policy.leakageMilliamperes.magnitude
        else { return [] }
        self.memory.lock = .weldedOrBypassed
        return [
            .remember(self.memory),
            self.record(nil, .currentWhileDisconnected(milliamperes: load.milliamperes), now),
            .findingCurrentWhileDisconnected(load),
            .alarm(.locked(.weldedOrBypassed, detail: "\(load.milliamperes) mA")),
        ]
    }

    mutating func foreignWrite(_ detail: String, _ now: Moment) -> [RelayEffect] {
        guard self.memory.lock == nil else { return [] }
        self.memory.lock = .unexpectedChange
        return [
            .remember(self.memory), self.record(nil, .refused(reason: detail), now),
            .alarm(.locked(.unexpectedChange, detail: detail)),
        ]
    }

    mutating func operatorCleared(_ by: String, _ now: Moment) -> [RelayEffect] {
        guard self.memory.lock != nil else { return [] }
        self.memory.lock = nil
        var effects: [RelayEffect] = [self.record(nil, .cleared(by: by), now)]
        if self.phase.job == nil {
            // What the relay is expected to be starts anew from what it is now.
            self.memory = RelayMemory(
                openedUnder: self.memory.openedUnder, holds: self.memory.holds, trial: self.memory.trial,
                withheld: self.memory.withheld)
            effects += self.startReconciling(now)
        } else {
            effects.append(.remember(self.memory))
        }
        return effects + self.askToConfirm()
    }
}
