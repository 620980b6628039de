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
        self.queue.wake.drain()
        self.takeRequests()
        line.settle()
        if let master = line.discipline.refusal { return try self.standBack(line, master) }
        if let command = self.queue.take(.relay) ?? self.queue.take(.read) {
            return try self.carryOut(command, line)
        }
        if !self.lastWasLoan, let command = self.queue.take(.loan) {
            self.lastWasLoan = true
            return try self.carryOut(command, line)
        }
        self.lastWasLoan = false
        let now = self.world.now
        if !self.lastWasProbe, let device = self.dueProbe(line.discipline, at: now) {
            self.lastWasProbe = true
            return try self.probe(device, line)
        }
        self.lastWasProbe = false
        let decision = self.scheduler.next(at: now) { self.readyTime($0, line.discipline, at: now) }
        switch decision {
        case .serve(let device): try self.serve(device, line, at: now)
        case .wait(let until):
            let probe = self.nextProbe(line.discipline, at: now)
            guard probe > now, !self.queue.holds(.loan) else { return }
            let deadline = min(until, probe, now + Self.longestIdle)
            do throws(Line.Failure) {
                try line.idle(until: deadline, wake: self.queue.wake)
            } catch {
                if case .port(let failure) = error { throw failure }
            }
        }
    }

    private func serve(_ device: Int, _ line: Line, at now: Int64) throws(PortFailure) {
        let unit = self.configuration.devices[device].unit
        if let probeAt = line.discipline.probeTime(of: unit, at: now) {
            let retryAt = max(probeAt, now + self.configuration.settings.quarantine)
            return self.publishMissing(device, "the device is silent", at: now, retryAt: retryAt)
        }
        var sweep = self.sweeps[device] ?? self.beginSweep(device, line.discipline, at: now)
        if self.blockedUntil(sweep, line.discipline, at: now) > now {
            self.sweeps[device] = sweep
            return
        }
        if !sweep.isDone {
            defer {
                self.sweeps[device] = sweep
                line.readySince = nil
            }
            line.readySince = self.scheduler.readySince
            try self.readers[device].step(&sweep, on: line)
        }
        guard sweep.isDone else { return }
        let isSilent = line.discipline.probeTime(of: unit, at: now) != nil || line.discipline.refusal != nil
        self.publish(sweep, retryAt: now + self.configuration.settings.quarantine, isSilent: isSilent)
    }

    /// When a device may be served: a silent one's fields are missing without a question.
    private func readyTime(_ device: Int, _ discipline: LineDiscipline, at now: Int64) -> Int64 {
        let unit = self.configuration.devices[device].unit
        guard discipline.probeTime(of: unit, at: now) == nil else { return self.missingAgain[device] }
        let earliest = discipline.earliestSend(to: unit)
        return self.sweeps[device].map { max(earliest, self.blockedUntil($0, discipline, at: now)) } ?? earliest
    }

    /// Where late answers could be taken for those to all that is still to be read: when the first of them may be asked.
    private func blockedUntil(_ sweep: Sweep, _ discipline: LineDiscipline, at now: Int64) -> Int64 {
        let unit = self.configuration.devices[sweep.device].unit
        guard now < sweep.patientUntil, !sweep.isDone,
            sweep.reads.allSatisfy({ discipline.isQuarantined($0.request, to: unit, at: now) })
        else { return .min }
        let free = sweep.reads.map { discipline.earliestSend($0.request, to: unit, at: now) }.min() ?? .min
        return min(free, sweep.patientUntil)
    }

    private func beginSweep(_ device: Int, _ discipline: LineDiscipline, at now: Int64) -> Sweep {
        let due = self.scheduler.beginSweep(device, at: now)
        let polled = due.fields.map { self.configuration.devices[device].polled[$0].field }
        var sweep = self.readers[device].sweep(polled, isBoundary: due.isBoundary, discipline, at: now)
        sweep.patientUntil = now + 2 * self.configuration.settings.quarantine
        return sweep
    }

    /// Ends what is under way for a device without asking it anything.
    func publishMissing(_ device: Int, _ reason: String, at now: Int64, retryAt: Int64) {
        var sweep: Sweep
        if let current = self.sweeps[device] {
            sweep = current
        } else {
            let due = self.scheduler.beginSweep(device, at: now)
            let fields = due.fields.map { self.configuration.devices[device].polled[$0].field }
            sweep = Sweep(device: device, fields: fields, isBoundary: due.isBoundary, reads: [])
        }
        sweep.abandon(reason, at: now)
        self.missingAgain[device] = now + Self.missingNanoseconds
        self.publish(sweep, retryAt: retryAt, isSilent: true)
    }

    func publish(_ sweep: Sweep, retryAt: Int64, isSilent: Bool) {
        let device = sweep.device
        self.sweeps[device] = nil
        self.scheduler.endSweep(device)
        self.readers[device].finished(sweep, isSilent: isSilent)
        if sweep.isBoundary {
            let polled = self.configuration.devices[device].polled
            let missing = polled.indices.filter { polled[$0].atBoundary && sweep.isMissing(polled[$0].field) }
            self.scheduler.retryBoundary(device, fields: missing, at: retryAt)
        }
        self.observer.publish(
            sweep.sample(device: self.configuration.devices[device].name, at: self.world.now))
    }

    // MARK: Silent devices

    private func dueProbe(_ discipline: LineDiscipline, at now: Int64) -> Int? {
        let times = self.configuration.devices.indices.map { self.probeTime($0, discipline, at: now) }
        guard let first = times.indices.min(by: { times[$0] < times[$1] }), times[first] <= now else { return nil }
        return first
    }

    private func nextProbe(_ discipline: LineDiscipline, at now: Int64) -> Int64 {
        self.configuration.devices.indices.map { self.probeTime($0, discipline, at: now) }.min() ?? .max
    }

    private func probeTime(_ device: Int, _ discipline: LineDiscipline, at now: Int64) -> Int64 {
        let unit = self.configuration.devices[device].unit
        // Most devices answer: what a probe would ask is worked out for the others only.
        guard let moment = discipline.probeTime(of: unit, at: now), let probe = self.readers[device].probe else {
            return .max
        }
        return max(moment, discipline.earliestSend(probe, to: unit, at: now))
    }

    private func probe(_ device: Int, _ line: Line) throws(PortFailure) {
        guard let request = self.readers[device].probe else { return }
        do throws(Line.Failure) {
            _ = try line.exchange(request, with: device)
        } catch {
            // That it is still silent is what was expected; that the port is gone is not.
            if case .port(let failure) = error { throw failure }
        }
    }
}
