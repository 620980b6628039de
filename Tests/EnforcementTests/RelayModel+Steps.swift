import Metering

@testable import Enforcement

/// What may happen next, and what must never come of it.
extension RelayModel {
    enum Step: Hashable, Sendable {
        case restart(powerLost: Bool)
        case wait
        /// The facts that the controller asked for, of which at most one guard does not hold.
        case facts(spoiled: SwitchingGuard?)
        case writeReaches, answer, answerUnreadable, writeFails
        case readBack
        case order, revoke, permit, override, voucher, resume, confirm
        case tag, untag, tagsUnreadable
        case trial(spoiled: SwitchingGuard?)
        case trialSeen, pair
        case contactMoves, leak, foreignWrite, clear, powerReturns
    }

    /// What can happen in this state, of what the search is about.
    func steps(_ alphabet: Set<Step>) -> [Step] {
        let waiting: [Step] = self.write.map { $0.hasReached ? [] : [.writeReaches] } ?? []
        // Tags, contacts and people that move while it is dead are as those that do right after its start: it is blind then.
        if self.isDead { return waiting + [.restart(powerLost: false)] }
        let all: [Step] = self.write == nil ? Array(alphabet) : waiting + [.answer, .answerUnreadable, .writeFails]
        return all.filter(self.isPossible) + (self.write == nil ? self.factSteps : []) + [.restart(powerLost: false)]
    }

    private var factSteps: [Step] {
        self.stage == nil ? [] : [.facts(spoiled: nil)] + SwitchingGuard.allCases.map { .facts(spoiled: $0) }
    }

    private func isPossible(_ step: Step) -> Bool {
        switch step {
        case .contactMoves, .leak, .foreignWrite: self.surprises > 0
        case .order: self.order != .stands || self.controller.order == nil
        case .revoke: self.order != .none
        case .tag: self.tags != [GuardFixture.tag]
        case .untag: self.tags != []
        case .tagsUnreadable: self.tags != nil
        case .pair: self.controller.relay.pairedAt == nil
        default: true
        }
    }

    /// The state after a step, those of a box that died in the midst of it, and what was broken.
    func after(_ step: Step) throws -> (states: [RelayModel], faults: [String]) {
        var next = self
        let event = try next.prepare(step)
        guard let event else { return ([next], []) }
        let before = next
        let effects = next.controller.handle(event, at: Self.now)
        var faults = before.judge(next, step)
        var states: [RelayModel] = []
        for (index, effect) in effects.enumerated() {
            // Dead before this effect, with all that came before it; before the first is dead before the step.
            if index > 0 {
                let dead = try next.dead()
                faults += dead.unexplained
                states.append(dead)
            }
            faults += next.carryOut(effect, step)
        }
        next.settle()
        faults += next.unexplained + next.forgotten
        states.append(next)
        return (states, faults)
    }

    /// All that is left is what is durable, and a write that may still be on its way.
    private func dead() throws -> RelayModel {
        var next = self
        next.isDead = true
        try next.boot()
        return next
    }

    private mutating func settle() {
        self.strip()
        if self.stored.expected == self.contact { self.hasMoved = false }
        if self.controller.output == .closed || self.controller.state.control == .readyForReconnection {
            self.awaitsPerson = false
        }
        // A right to close what is closed is used.
        if self.controller.output == .closed, self.controller.authority == nil,
            self.controller.phase.job?.writes.isEmpty ?? true
        {
            (self.mayClose, self.chainRight) = (false, .none)
        }
        if self.tags == [GuardFixture.tag], self.controller.order != nil, self.controller.output == .closed {
            self.hadJob = true
        }
        // Without an order there is nothing that a job could have held.
        if self.order != .stands { self.hadJob = false }
    }

    /// Lets the world take the step; gives what the controller hears of it.
    private mutating func prepare(_ step: Step) throws -> RelayEvent? {
        let observation = RelayObservation(
            output: self.contact, atMonotonicNanoseconds: Self.now.monotonicNanoseconds)
        switch step {
        case .restart(let powerLost):
            if powerLost { self.losePower() }
            (self.isDead, self.write) = (false, nil)
            try self.boot()
            return .restarted(powerLost: powerLost)
        case .wait:
            self.wait(Self.second)
            return .tick
        case .facts(let spoiled):
            self.stage = nil
            return .facts(try self.facts(spoiled))
        case .writeReaches:
            if let command = self.write?.command { self.contact = command == .open ? .open : .closed }
            self.write?.hasReached = true
        case .answer: return self.answered(.writeAnswered(observation))
        case .answerUnreadable:
            return self.answered(
                .writeAnswered(
                    RelayObservation(output: .unknown, atMonotonicNanoseconds: Self.now.monotonicNanoseconds)))
        case .writeFails: return self.answered(.writeFailed(reason: "no answer"))
        case .readBack:
            self.isBlind = false
            return .readBack(observation)
        case .order, .revoke, .permit, .override, .voucher, .resume, .confirm, .clear: return self.spoken(step)
        case .tag, .untag, .tagsUnreadable:
            self.tags = step == .untag ? [] : step == .tag ? [GuardFixture.tag] : nil
            return .tags(self.tags)
        case .trial(let spoiled): return .trial(by: "crew", try self.facts(spoiled), .load)
        case .trialSeen: return .trialSeen
        case .pair: return .paired(at: Self.now.time)
        case .contactMoves, .leak, .foreignWrite: return self.surprise(step)
        case .powerReturns:
            self.losePower()
            self.isBlind = true
            self.stage = nil
            return .powerReturned
        }
        return nil
    }

    private mutating func losePower() {
        guard self.controller.relay.isLatching == false, let output = self.controller.relay.powerUpState else { return }
        self.hasMoved = self.hasMoved || output != self.contact
        self.contact = output
    }

    private mutating func answered(_ event: RelayEvent) -> RelayEvent {
        self.write = nil
        return event
    }

    /// Those who may say something about the supply.
    private mutating func spoken(_ step: Step) -> RelayEvent? {
        switch step {
        case .order:
            self.order = .stands
            return .orderFinal(GuardFixture.order)
        case .revoke:
            // Told again it is no new right.
            if self.order == .stands || self.chainRight != .none { self.chainRight = .told }
            self.order = .revoked
            return .orderRevoked(number: GuardFixture.order.number, height: 901)
        case .permit:
            (self.order, self.chainRight, self.hadJob) = (.none, .told, false)
            return .reconnect(.permit(number: 50, height: 901))
        case .override:
            self.mayClose = true
            let hold = TripHold(kind: .override, by: "crew", until: Self.now.time.adding(seconds: 2))
            return .held(hold, .crew(person: "crew", reason: "test"))
        case .voucher:
            self.mayClose = true
            let hold = TripHold(kind: .voucher, by: "voucher", until: Self.now.time.adding(seconds: 1))
            return .held(hold, .voucher(serial: "17"))
        case .resume:
            self.hadJob = false
            return .resumed(by: "crew")
        case .confirm:
            self.mayClose = self.mayClose || self.awaitsPerson || self.stored.withheld != nil
            return .confirmed(by: "crew")
        default: return .operatorCleared(by: "crew")
        }
    }

    private mutating func surprise(_ step: Step) -> RelayEvent? {
        self.surprises -= 1
        switch step {
        case .contactMoves:
            self.contact = self.contact == .open ? .closed : .open
            self.hasMoved = true
            return nil
        case .leak:
            return .load(
                LoadObservation(milliamperes: 5000, atMonotonicNanoseconds: Self.now.monotonicNanoseconds))
        default: return .foreignWrite(detail: "another master wrote")
        }
    }
}
