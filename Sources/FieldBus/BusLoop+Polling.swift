import DeviceProfiles
import ModbusProtocol
import Platform

extension BusLoop {
    /// An idle line is looked at this often at least, in nanoseconds.
    private static let longestIdle: Int64 = 60_000_000_000
    /// A device that is not asked is told as missing this often at most, in nanoseconds.
    private static let missingNanoseconds: Int64 = 250_000_000

    /// The most urgent thing, once: a relay command, a read that somebody waits for, a probe, a poll; or a wait.
    func turn(_ line: Line) throws(PortFailure) {
        line.settle()
        if let master = line.discipline.refusal { return try self.standBack(line, master) }
        if try self.carryOutCommand(line) { return }
        let now = self.world.now
        if !line.discipline.isWholeLineAnswering, !self.lastWasProbe, let device = self.dueProbe(line, at: now) {
            self.lastWasProbe = true
            return try self.probe(device, line)
        }
        self.lastWasProbe = false
        let decision = self.nextDevice(line, at: now)
        switch decision {
        case .serve(let device): try self.serve(device, line, at: now)
        case .wait(let until): try self.wait(until, line, at: now)
        }
    }

    private func nextDevice(_ line: Line, at now: Int64) -> PollScheduler.Decision {
        let silentFrom = line.discipline.silentFrom
        guard line.discipline.isWholeLineAnswering, !line.discipline.hasOpenQuestions else {
            return self.scheduler.next(at: now) { device in
                // A silent device's fields are missing without a question.
                line.discipline.probeTime(of: self.units[device], at: now) == nil
                    ? max(silentFrom, self.pauseEnds[device], self.blockedUntil(device, line, at: now))
                    : self.missingAgain[device]
            }
        }
        return self.pauseEnds.withUnsafeBufferPointer { pauseEnds in
            self.scheduler.next(at: now) { max(silentFrom, pauseEnds[$0]) }
        }
    }

    /// Where late answers could be taken for those to all that a device is still to be read of: when the first of it may
    /// be asked.
    private func blockedUntil(_ device: Int, _ line: Line, at now: Int64) -> Int64 {
        let unit = self.units[device]
        guard let sweep = self.sweeps[device], !sweep.isDone, now < sweep.patientUntil,
            sweep.remaining.allSatisfy({ line.discipline.isQuarantined($0.question.request, to: unit, at: now) })
        else { return .min }
        let free = sweep.remaining.map { line.discipline.earliestSend($0.question.request, to: unit, at: now) }.min()
        return min(free ?? .min, sweep.patientUntil)
    }

    /// After every exchange with a device.
    func notePause(_ device: Int, _ line: Line) {
        self.pauseEnds[device] = max(
            line.discipline.pauseEnd(of: self.units[device]), self.readers[device].busyUntil)
    }

    /// One command, where one is waiting whose turn it is.
    private func carryOutCommand(_ line: Line) throws(PortFailure) -> Bool {
        if self.queue.takeNews() {
            self.takeRequests()
            self.hasCommands = true
        }
        guard self.hasCommands else {
            self.lastWasLoan = false
            return false
        }
        if let command = self.queue.take(.relay) ?? self.queue.take(.read) {
            try self.carryOut(command, line)
            return true
        }
        if !self.lastWasLoan, let command = self.queue.take(.loan) {
            self.lastWasLoan = true
            try self.carryOut(command, line)
            return true
        }
        self.lastWasLoan = false
        self.hasCommands = self.queue.holds(.loan)
        return false
    }

    private func wait(_ until: Int64, _ line: Line, at now: Int64) throws(PortFailure) {
        self.publishEnded()
        self.observer.flush()
        let probe = line.discipline.isWholeLineAnswering ? Int64.max : self.nextProbe(line, at: now)
        guard probe > now, !self.hasCommands else { return }
        do throws(Line.Failure) {
            try line.idle(until: min(until, probe, now + Self.longestIdle), wake: self.queue.wake)
        } catch {
            if case .port(let failure) = error { throw failure }
        }
        // Whatever was signalled is news by now.
        self.queue.wake.drain()
        line.countRunning()
    }

    private func serve(_ device: Int, _ line: Line, at now: Int64) throws(PortFailure) {
        let unit = self.units[device]
        if !line.discipline.isWholeLineAnswering, let probeAt = line.discipline.probeTime(of: unit, at: now) {
            let retryAt = max(probeAt, now + self.configuration.settings.quarantine)
            return self.publishMissing(device, "the device is silent", at: now, retryAt: retryAt)
        }
        let sweep: Sweep
        if let current = self.sweeps[device] {
            sweep = current
        } else {
            if self.readers[device].wantsModel { return try self.identify(device, line) }
            let due = self.beginSweep(device, at: now)
            let latency = line.discipline.latency(of: unit)
            self.readers[device].note(latency: latency, at: now)
            sweep = self.readers[device].sweep(
                due, latency: latency, errors: line.discipline.errors(of: unit), at: now)
            sweep.patientUntil = now + 2 * self.configuration.settings.quarantine
            self.sweeps[device] = sweep
        }
        if line.discipline.hasOpenQuestions, self.blockedUntil(device, line, at: now) > now { return }
        if !sweep.isDone {
            defer { line.readySince = nil }
            line.readySince = self.scheduler.readySince
            try self.readers[device].step(sweep, on: line)
            self.notePause(device, line)
        }
        guard sweep.isDone else { return }
        let isSilent =
            line.discipline.refusal != nil
            || !line.discipline.isWholeLineAnswering && line.discipline.probeTime(of: unit, at: now) != nil
        self.publish(sweep, retryAt: now + self.configuration.settings.quarantine, isSilent: isSilent)
    }

    private func identify(_ device: Int, _ line: Line) throws(PortFailure) {
        defer { self.notePause(device, line) }
        try self.readers[device].identify(on: line)
    }

    private func beginSweep(_ device: Int, at now: Int64) -> PollScheduler.Due {
        let due = self.scheduler.beginSweep(device, at: now)
        if due.missedTurns > 0 { self.observer.count(device) { $0.missedTurns += due.missedTurns } }
        return due
    }

    /// Ends what is under way for a device without asking it anything.
    func publishMissing(_ device: Int, _ reason: String, at now: Int64, retryAt: Int64) {
        let sweep: Sweep
        if let current = self.sweeps[device] {
            sweep = current
        } else {
            sweep = self.readers[device].silentSweep(self.scheduler.beginSweep(device, at: now))
        }
        sweep.abandon(reason, at: now)
        self.missingAgain[device] = now + Self.missingNanoseconds
        self.publish(sweep, retryAt: retryAt, isSilent: true)
    }

    func publish(_ sweep: Sweep, retryAt: Int64, isSilent: Bool) {
        self.publishEnded()
        let device = sweep.device
        self.sweeps[device] = nil
        self.scheduler.endSweep(device)
        self.readers[device].finished(sweep, isSilent: isSilent)
        if sweep.isBoundary {
            let polled = self.configuration.devices[device].polled
            let missing = sweep.missingFields.filter { polled[$0].atBoundary }
            self.scheduler.retryBoundary(device, fields: missing, at: retryAt)
        }
        self.ended = sweep
    }

    /// Makes and publishes the sample of the sweep that ended last.
    func publishEnded() {
        guard let sweep = self.ended else { return }
        self.ended = nil
        let now = self.world.now
        let isEmpty = sweep.firstAnswer == nil
        self.observer.count(sweep.device) { $0.swept(isEmpty: isEmpty) }
        self.observer.publish(sweep.sample(device: self.readers[sweep.device].device.name, at: now), at: now)
    }

    // MARK: Silent devices

    private func dueProbe(_ line: Line, at now: Int64) -> Int? {
        let times = self.configuration.devices.indices.map { self.probeTime($0, line, at: now) }
        guard let first = times.indices.min(by: { times[$0] < times[$1] }), times[first] <= now else { return nil }
        return first
    }

    private func nextProbe(_ line: Line, at now: Int64) -> Int64 {
        self.configuration.devices.indices.map { self.probeTime($0, line, at: now) }.min() ?? .max
    }

    private func probeTime(_ device: Int, _ line: Line, at now: Int64) -> Int64 {
        let unit = self.units[device]
        // Most devices answer: what a probe would ask is worked out for the others only.
        guard let moment = line.discipline.probeTime(of: unit, at: now), let probe = self.readers[device].probe else {
            return .max
        }
        return max(moment, line.discipline.earliestSend(probe, to: unit, at: now))
    }

    private func probe(_ device: Int, _ line: Line) throws(PortFailure) {
        guard let request = self.readers[device].probe else { return }
        do throws(Line.Failure) {
            _ = try line.exchange(request, with: device)
        } catch {
            // That it is still silent is what was expected; that the port is gone is not.
            if case .port(let failure) = error { throw failure }
        }
        self.notePause(device, line)
    }
}
