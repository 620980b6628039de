extension RelayController {
    mutating func orderRevoked(_ number: UInt64, _ height: UInt64, _ now: Moment) -> [RelayEffect] {
        if self.order?.number == number { self.order = nil }
        // A relay that is open for another reason stays as it is.
        guard self.memory.openedUnder == number || self.phase.job?.order?.number == number else { return [] }
        return self.reconnect(.orderRevoked(number: number, height: height), endsOrder: false, now)
    }

    mutating func reconnect(_ authority: ReconnectAuthority, endsOrder: Bool, _ now: Moment) -> [RelayEffect] {
        if endsOrder { self.order = nil }
        switch authority {
        case .permit, .orderRevoked: self.hasRightOfTheChain = true
        case .voucher, .crew, .trial, .powerReturned: break
        }
        self.lastRefusal = nil
        guard let job = self.phase.job, job.command == .open else {
            // A close that is under way goes on under its first authority.
            if self.phase.job == nil { self.authority = authority }
            return []
        }
        self.authority = authority
        if case .writing = self.phase { return [.alarm(.racedTrip(authority))] }
        return self.cancelTrip(job, by: authority, now)
    }

    /// A trip whose right has ended. Once written to, the relay is in doubt until it is closed again.
    mutating func cancelTrip(
        _ job: SwitchingJob, by authority: ReconnectAuthority, _ now: Moment
    ) -> [RelayEffect] {
        self.phase = .idle
        if !job.writes.isEmpty {
            self.output = .unknown
            self.memory.control = .unknown
            self.memory.expected = .unknown
        }
        self.memory.attempts = 0
        return [self.record(job, .cancelled(by: authority), now), .remember(self.memory)]
    }

    mutating func startClose(_ authority: ReconnectAuthority, _ now: Moment) -> [RelayEffect] {
        guard self.output != .closed else {
            self.authority = nil
            return []
        }
        let job = SwitchingJob(command: .close, authority: authority, before: self.state)
        if let refused = self.refuseUndeclared(job, now) { return refused }
        if let reason = self.closeHindrance { return self.withhold(job, reason, now) }
        guard now.monotonicNanoseconds >= self.staggerUntil else {
            return [.armTimer(atMonotonicNanoseconds: self.staggerUntil)]
        }
        self.authority = nil
        self.memory.attempts = 0
        return self.write(job, now)
    }

    /// A stale chain, an unsure clock and the hour of the day are no hindrance to closing.
    var closeHindrance: String? {
        if let lock = self.memory.lock, lock.blocksClosing { return "locked: \(lock)" }
        return self.tagHindrance
    }

    /// Blocked: nothing moves by itself when the hindrance goes, because people may rely on the supply being off.
    mutating func withhold(_ job: SwitchingJob, _ reason: String, _ now: Moment) -> [RelayEffect] {
        self.phase = .idle
        self.authority = nil
        var effects: [RelayEffect] = []
        self.memory.trial = nil
        if job.writes.isEmpty {
            let isOpenByPower = self.output == .open && self.memory.control == .connected
            if isOpenByPower { self.memory.control = .disconnected }
        } else if job.lastSeen == .open {
            self.establish(.open, now)
        } else {
            self.output = .unknown
            self.memory.control = .unknown
            self.memory.expected = .unknown
            effects.append(.readBack)
        }
        if let authority = job.authority { self.keep(authority) }
        effects += [.remember(self.memory), self.record(job, .refused(reason: reason), now)]
        if let authority = job.authority { effects.append(.alarm(.reconnectBlocked(authority, reason: reason))) }
        return effects
    }

    /// From now on the right waits for a person, over restarts too. A revocation that is told again is no new right.
    mutating func keep(_ authority: ReconnectAuthority) {
        self.memory.withheld = authority
        if self.hasRightOfTheChain { self.memory.openedUnder = nil }
    }

    mutating func tagsAre(_ tags: [SafetyTag]?) -> [RelayEffect] {
        guard tags != self.safetyTags else { return [] }
        self.safetyTags = tags
        return self.askToConfirm()
    }

    mutating func confirmed(_ by: String, _ now: Moment) -> [RelayEffect] {
        guard let withheld = self.memory.withheld else { return [] }
        return [self.record(nil, .confirmed(by: by), now)] + self.reconnect(withheld, endsOrder: false, now)
    }

    /// Says that a blocked reconnection could go on, once nothing blocks it any more.
    func askToConfirm() -> [RelayEffect] {
        guard let withheld = self.memory.withheld, self.closeHindrance == nil else { return [] }
        return [.alarm(.reconnectAwaitsConfirmation(withheld))]
    }
}
