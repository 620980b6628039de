import Enforcement
import Metering
import TestSupport

/// A relay, a chain and people that do anything at any time, and a witness that checks every write.
struct RandomBus {
    private(set) var controller: RelayController
    private(set) var now = GuardFixture.start
    private(set) var faults: [String] = []
    /// How often each thing happened, so that a test can see that it was not idle.
    private(set) var trips = 0
    private(set) var closes = 0
    private(set) var unknowns = 0
    private(set) var welds = 0
    private(set) var held = 0

    private var random: SeededGenerator
    /// What the contact really is, whatever the controller believes.
    private var contact = OutputState.closed
    private var stage: FactStage?
    private var pending: RelayCommand?
    private var orderNumber: UInt64 = 41
    private var hasAuthority = false
    private var tags: [SafetyTag] = []
    private var isLocked = false
    private var holdUntil = Int64.min
    private var writesSinceSettled = 0
    private var lastCommand: RelayCommand?
    private var restartedSinceRead = true

    init(seed: UInt64) throws {
        self.random = SeededGenerator(seed: seed)
        self.controller = try RelayController(
            meter: GuardFixture.meter, relay: ControllerBench.declaration, safetyTags: [])
        self.send(.restarted(powerLost: false))
    }

    mutating func step() throws {
        let seconds = [0, 0, 1, 2, 9, 61, 400].randomElement(using: &self.random)!
        self.now.time = self.now.time.adding(seconds: self.chance(3) ? Int64(seconds) : 0)
        self.now.monotonicNanoseconds += Int64(seconds) * 1_000_000_000
        if let command = self.pending, self.chance(75) { return self.answer(command) }
        if let stage = self.stage, self.chance(75) { return try self.giveFacts(stage) }
        switch Int.random(in: 0..<40, using: &self.random) {
        case 0..<8: self.send(.tick)
        case 8..<16: self.read()
        case 16..<23: self.newOrder()
        case 23..<26: self.authorize(.permit(number: 9, height: 9))
        case 26: self.revoke()
        case 27: self.place()
        case 28, 29, 30: self.removeTags()
        case 31:
            self.send(
                .load(
                    LoadObservation(
                        milliamperes: self.contact == .open && self.chance(80) ? 0 : 5000,
                        atMonotonicNanoseconds: self.now.monotonicNanoseconds)))
        case 32: self.powerReturns()
        case 33: if self.chance(20) { self.contact = self.contact == .open ? .closed : .open }
        case 34: if self.chance(30) { self.send(.foreignWrite(detail: "test")) }
        case 35, 36: self.clear()
        case 37: try self.giveFacts(.recheck)
        case 38: self.answerAnything()
        default: self.restart()
        }
    }

    // MARK: What happens

    private mutating func answer(_ command: RelayCommand) {
        self.pending = nil
        if self.chance(60) { self.contact = command == .open ? .open : .closed }
        if self.chance(20) { return self.send(.writeFailed(reason: "test")) }
        self.answerAnything()
    }

    private mutating func answerAnything() {
        let output = self.chance(10) ? OutputState.unknown : self.contact
        self.send(
            .writeAnswered(RelayObservation(output: output, atMonotonicNanoseconds: self.now.monotonicNanoseconds)))
    }

    private mutating func giveFacts(_ stage: FactStage) throws {
        self.stage = nil
        var facts = try GuardFixture.facts(self.now, order: self.orderNumber, output: self.contact)
        facts.safetyTags = self.tags
        if self.chance(35) { self.spoil(&facts) }
        self.send(.facts(facts))
    }

    private mutating func spoil(_ facts: inout GuardFacts) {
        switch Int.random(in: 0..<16, using: &self.random) {
        case 0: facts.order?.isRevoked = true
        case 1: facts.tipTime = nil
        case 2: facts.chainTime = nil
        case 3: facts.notice = nil
        case 4: facts.calendar = nil
        case 5: facts.isProtected = true
        case 6: facts.pendingPayments = 1
        case 7: facts.identity = nil
        case 8: facts.recentTrips = nil
        case 9: facts.load = nil
        case 10: facts.safetyTags = nil
        case 11: facts.pairing = .notPaired
        case 12: facts.meter = 8
        case 13: facts.moment.monotonicNanoseconds -= 3_000_000_000
        case 14: facts.order?.number += 1
        default: facts.moment.monotonicNanoseconds += 1
        }
    }

    private mutating func read() {
        self.send(
            .readBack(RelayObservation(output: self.contact, atMonotonicNanoseconds: self.now.monotonicNanoseconds)))
    }

    private mutating func newOrder() {
        var order = GuardFixture.order
        if self.controller.order == nil { self.orderNumber += 1 }
        order.number = self.orderNumber
        // Each is a new decision, from after whatever job there was before.
        order.finalizedAt = order.finalizedAt.adding(seconds: Int64(self.orderNumber))
        self.send(.orderFinal(order))
    }

    private mutating func authorize(_ authority: ReconnectAuthority) {
        self.hasAuthority = true
        self.send(.reconnect(authority))
    }

    private mutating func revoke() {
        self.hasAuthority = true
        self.send(.orderRevoked(number: self.orderNumber, height: 9))
    }

    private mutating func place() {
        if self.tags.isEmpty { self.tags = [GuardFixture.tag] }
        self.send(.tags(self.tags))
    }

    private mutating func removeTags() {
        self.tags = []
        self.send(.tags([]))
    }

    private mutating func powerReturns() {
        self.forget()
        self.holdUntil = self.now.monotonicNanoseconds + 1_800_000_000_000
        self.send(.powerReturned)
    }

    private mutating func restart() {
        self.forget()
        self.hasAuthority = false
        let powerLost = self.chance(30)
        if powerLost { self.holdUntil = self.now.monotonicNanoseconds + 1_800_000_000_000 }
        self.send(.restarted(powerLost: powerLost))
    }

    private mutating func forget() {
        (self.stage, self.pending) = (nil, nil)
        self.restartedSinceRead = true
    }

    private mutating func clear() {
        self.isLocked = false
        self.writesSinceSettled = 0
        self.send(.operatorCleared(by: "crew"))
    }

    // MARK: The witness

    private mutating func send(_ event: RelayEvent) {
        let effects = self.controller.handle(event, at: self.now)
        if case .readBack = event { self.restartedSinceRead = false }
        var isRemembered = false
        for effect in effects {
            switch effect {
            case .gatherFacts(let stage): self.stage = stage
            case .remember(let memory): isRemembered = memory == self.controller.memory || isRemembered
            case .writeRelay(let command, _, _):
                self.check(isRemembered, "a write was not remembered first")
                self.witness(command, event)
            case .record(let record): self.settle(record)
            case .findingCurrentWhileDisconnected:
                self.isLocked = true
                self.welds += 1
            default: break
            }
        }
        // The controller's tags come from events, the facts' from the test; they must not differ for long.
        self.check(self.controller.safetyTags == self.tags, "tags differ")
    }

    private mutating func witness(_ command: RelayCommand, _ event: RelayEvent) {
        self.check(!self.isLocked, "a write after unknown or welded without an operator")
        self.check(self.tags.isEmpty, "a write below a safety tag")
        self.check(!self.restartedSinceRead, "a write before anything was read back")
        self.writesSinceSettled = command == self.lastCommand ? self.writesSinceSettled + 1 : 1
        self.lastCommand = command
        self.check(self.writesSinceSettled <= 4, "more than three retries")
        self.pending = command
        switch command {
        case .close:
            self.closes += 1
            self.check(self.hasAuthority, "closed without authority")
        case .open:
            self.trips += 1
            self.check(self.controller.order != nil, "a trip without an order")
            self.check(self.now.monotonicNanoseconds >= self.holdUntil, "a trip in the power-return hold")
            guard case .facts(let facts) = event else { return self.faults.append("a trip without facts") }
            self.check(
                SwitchingGuard.allCases.allSatisfy { $0.evaluate(facts, .standard).passed }, "a guard did not pass")
            self.check(facts.moment == self.now && facts.meter == GuardFixture.meter, "facts of another moment")
            self.check(facts.order?.number == self.controller.order?.number, "facts of another order")
        }
    }

    private mutating func settle(_ record: SwitchingRecord) {
        switch record.outcome {
        case .done, .foundAfterRestart:
            self.writesSinceSettled = 0
            self.check(record.after.output == (record.command == .open ? .open : .closed), "recorded as done, is not")
            if record.command == .close { self.hasAuthority = false }
        case .cancelled: self.writesSinceSettled = 0
        case .unknown:
            self.isLocked = true
            self.unknowns += 1
            self.check(record.after == .unknown, "unknown, but a state is claimed")
        case .refused(let reason):
            if reason == "the power has just returned" { self.held += 1 }
            if record.command == .close { self.writesSinceSettled = 0 }
        default: break
        }
    }

    private mutating func check(_ holds: Bool, _ fault: String) {
        if !holds { self.faults.append(fault) }
    }

    /// Whatever came before: with no tag and no lock, a permit, a read-back and time close an open relay.
    mutating func reconnects() -> Bool {
        self.removeTags()
        self.clear()
        self.forget()
        self.send(.restarted(powerLost: true))
        self.contact = .open
        self.read()
        self.authorize(.permit(number: 99, height: 99))
        self.now.monotonicNanoseconds += 300_000_000_000
        // A chain that is stale and a clock that jumps are no hindrance.
        self.now.time = UTCTime(milliseconds: 0)
        self.send(.tick)
        guard self.pending == .close else { return false }
        self.send(
            .writeAnswered(RelayObservation(output: .closed, atMonotonicNanoseconds: self.now.monotonicNanoseconds)))
        return self.controller.state == RelayState(control: .connected, output: .closed)
    }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self.random) < percent }
}
