import Metering

@testable import Enforcement

extension RelayModel {
    /// Facts as they are in this state, with one guard's made to fail.
    func facts(_ spoiled: SwitchingGuard?) throws -> GuardFacts {
        var facts = try GuardFixture.facts(Self.now, output: self.contact)
        facts.safetyTags = self.tags
        facts.order?.isRevoked = self.order != .stands
        if self.controller.relay.pairedAt == nil { facts.pairing = .notPaired }
        switch spoiled {
        case nil: break
        case .final?: facts.order?.isFinal = false
        case .fresh?: facts.tipTime = Self.now.time.adding(seconds: -1801)
        case .clock?: facts.chainTime = nil
        case .notice?: facts.notice = nil
        case .window?: facts.calendar = try SwitchingCalendar(weekdays: [6])
        case .notProtected?: facts.isProtected = true
        case .noPaymentPending?: facts.pendingPayments = 1
        case .rightMeter?: facts.identity = .serial(expected: "A", read: "B", atMonotonicNanoseconds: 0)
        case .rate?: facts.recentTrips = nil
        case .load?: facts.load?.milliamperes = 90_000
        case .noSafetyTag?: facts.safetyTags = [GuardFixture.tag]
        case .paired?: facts.pairing = .notPaired
        }
        return facts
    }

    mutating func carryOut(_ effect: RelayEffect, _ step: Step) -> [String] {
        switch effect {
        case .gatherFacts(let stage): self.stage = stage
        case .remember(let memory):
            self.stored = memory
            if memory.expected == .closed { self.awaitsPerson = false }
        case .writeRelay(let command, _, _):
            let faults = self.faults(of: command, step)
            self.write = Write(command: command)
            self.stage = nil
            return faults
        case .record(let record):
            if record.command == .close, record.outcome == .done {
                (self.mayClose, self.chainRight) = (false, .none)
            }
        case .alarm(.reconnectBlocked):
            (self.mayClose, self.awaitsPerson) = (false, true)
            if self.chainRight == .told { self.chainRight = .none }
        case .readBack, .alarm, .findingCurrentWhileDisconnected, .armTimer: break
        }
        return []
    }

    /// What a write breaks at the moment at which it is asked for.
    private func faults(of command: RelayCommand, _ step: Step) -> [String] {
        var faults: [String] = []
        func check(_ holds: Bool, _ fault: String) { if !holds { faults.append("\(command): \(fault)") } }
        check(self.tags == [], "below a safety tag")
        check(!self.isBlind, "before anything was read back")
        check(self.write == nil, "beside another write")
        check(self.stored.inFlight == command, "not durable beforehand")
        check(self.controller.lock?.blocksClosing != true, "locked")
        if command == .close {
            let wasOnBefore = self.controller.relay.isLatching == false && self.stored.control == .connected
            let isAllowed = self.mayClose || self.chainRight == .told
            check(isAllowed || self.stored.trial != nil || wasOnBefore, "nobody may close")
            return faults
        }
        check(self.controller.lock == nil, "locked against trips")
        check(self.contact == .closed, "facts of another output")
        switch step {
        case .facts(spoiled: nil):
            check(self.order == .stands, "no order stands")
            check(self.controller.relay.pairedAt != nil, "not paired")
            check(!self.stored.holds.contains(where: \.awaitsPerson), "held until a person resumes")
            check(self.stored.holds.allSatisfy { $0.awaitsPerson || Self.now.time >= $0.until }, "held by a voucher")
            check(!self.hadJob, "a job has ended, and nobody has resumed")
        case .trial(spoiled: nil): check(self.stored.trial != nil, "a trial that a crash would forget")
        default: faults.append("open: without all guards, by \(step)")
        }
        return faults
    }

    /// What a step may not make of the controller's belief.
    func judge(_ next: RelayModel, _ step: Step) -> [String] {
        let (old, new) = (self.controller.state, next.controller.state)
        var faults: [String] = []
        let isAnswer = step == .readBack || step == .answer
        // Of this moment, or of the last write, which ends now.
        let seen = isAnswer ? self.contact : self.controller.phase.job?.lastSeen
        if new.output != old.output, new.output != .unknown, new.output != seen {
            faults.append("output \(new.output) without a read-back, by \(step)")
        }
        if new.control == .disconnected, old.control == .unknown, seen != .open {
            faults.append("disconnected without a read-back, by \(step)")
        }
        let expected = self.controller.memory.expected
        let isButton = self.controller.memory.control == .readyForReconnection && self.contact == .closed
        if step == .readBack, !isButton, case .idle = self.controller.phase, self.controller.lock == nil,
            expected != .unknown,
            expected != self.contact, next.controller.lock == nil
        {
            faults.append("a change without a command locks nothing")
        }
        for hold in self.controller.memory.holds where step != .resume || !hold.awaitsPerson {
            let isKept = next.controller.memory.holds.contains { $0.kind == hold.kind && $0.until >= hold.until }
            if !isKept { faults.append("a hold is shortened, by \(step)") }
        }
        return faults
    }

    /// What people were told waits for them is still there.
    var forgotten: [String] {
        let isKept = self.stored.withheld != nil && self.controller.awaitsConfirmation != nil
        guard self.awaitsPerson, !isKept else { return [] }
        return ["a reconnection that waits for a person is forgotten"]
    }

    /// What is durable explains where the contact is.
    var unexplained: [String] {
        guard self.stored.inFlight == nil, self.stored.expected != .unknown, self.stored.expected != self.contact,
            !self.hasMoved
        else { return [] }
        return ["the contact is \(self.contact), the journal says \(self.stored.expected) and nothing is under way"]
    }
}
