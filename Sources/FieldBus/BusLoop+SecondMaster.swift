import ModbusProtocol
import Platform

extension BusLoop {
    /// While another master is on the line, what is due is told as missing at this pace at most.
    private static let standBackNanoseconds: Int64 = 250_000_000

    /// Another master asks on the line: nothing is sent for ourselves, and whoever wants something is told why.
    func standBack(_ line: Line, _ master: ForeignMaster) throws(PortFailure) {
        self.queue.wake.drain()
        _ = self.queue.takeNews()
        self.takeRequests()
        self.hasCommands = true
        let refusal = BusError.secondMaster(self.configuration.place, master)
        for urgency in [BusCommand.Urgency.relay, .read] {
            while let command = self.queue.take(urgency) { command.reply.resume(returning: .failure(refusal)) }
        }
        // A crew may look at the line, and ask where it says that it knows.
        if let command = self.queue.take(.loan) { return try self.carryOut(command, line) }
        let now = self.world.now
        let goneAt = line.discipline.foreignMasterGoneAt ?? now
        var wakeUp = min(goneAt, now + Self.standBackNanoseconds)
        for _ in self.configuration.devices.indices {
            guard case .serve(let device) = self.scheduler.next(at: now, ready: { _ in .min }) else { break }
            self.publishMissing(device, refusal.description, at: now, retryAt: goneAt)
        }
        self.publishEnded()
        self.observer.flush()
        if case .wait(let until) = self.scheduler.next(at: now, ready: { _ in .min }) {
            wakeUp = min(goneAt, max(wakeUp, until))
        }
        do throws(Line.Failure) {
            while self.world.now < wakeUp, !self.queue.isStopping, line.discipline.refusal != nil {
                try line.idle(until: wakeUp, wake: self.queue.wake)
                self.queue.wake.drain()
                self.takeRequests()
                guard !self.queue.holdsAny else { return }
            }
        } catch {
            if case .port(let failure) = error { throw failure }
        }
    }
}
