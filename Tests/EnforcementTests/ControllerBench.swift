import Enforcement
import Metering
import Testing

/// A controller with a manual clock and a relay that does what the test says.
struct ControllerBench {
    var controller: RelayController
    var now = GuardFixture.start
    var effects: [RelayEffect] = []

    static let declaration = RelayDeclaration(
        isLatching: true, powerUpState: nil, side: .load, breakingMilliamperes: 80_000,
        pairedAt: GuardFixture.pairedAt)

    init(
        relay: RelayDeclaration = Self.declaration, memory: RelayMemory? = nil, tags: [SafetyTag]? = [],
        output: OutputState = .closed, powerLost: Bool = false
    ) throws {
        self.controller = try RelayController(
            meter: GuardFixture.meter, relay: relay, memory: memory, safetyTags: tags)
        self.send(.restarted(powerLost: powerLost))
        self.read(output)
    }

    mutating func send(_ event: RelayEvent) { self.effects = self.controller.handle(event, at: self.now) }

    mutating func advance(_ seconds: Int64) {
        self.now.time = self.now.time.adding(seconds: seconds)
        self.now.monotonicNanoseconds += seconds * 1_000_000_000
    }

    mutating func read(_ output: OutputState) {
        self.send(.readBack(RelayObservation(output: output, atMonotonicNanoseconds: self.now.monotonicNanoseconds)))
    }

    mutating func answer(_ output: OutputState) {
        self.send(
            .writeAnswered(RelayObservation(output: output, atMonotonicNanoseconds: self.now.monotonicNanoseconds)))
    }

    mutating func sendFacts(_ change: (inout GuardFacts) -> Void = { _ in }) throws {
        var facts = try GuardFixture.facts(self.now, order: self.controller.order?.number ?? 41)
        change(&facts)
        self.send(.facts(facts))
    }

    /// An order, and good facts twice: the next effect is the write.
    mutating func askForTrip() throws {
        self.send(.orderFinal(GuardFixture.order))
        try self.sendFacts()
        try self.sendFacts()
    }

    mutating func trip() throws {
        try self.askForTrip()
        self.advance(1)
        self.answer(.open)
    }

    var writes: [RelayCommand] {
        self.effects.compactMap { effect in
            if case .writeRelay(let command, _, _) = effect { command } else { nil }
        }
    }

    var stages: [FactStage] {
        self.effects.compactMap { effect in
            if case .gatherFacts(let stage) = effect { stage } else { nil }
        }
    }

    var records: [SwitchingRecord] {
        self.effects.compactMap { effect in
            if case .record(let record) = effect { record } else { nil }
        }
    }

    var alarms: [RelayAlarm] {
        self.effects.compactMap { effect in
            if case .alarm(let alarm) = effect { alarm } else { nil }
        }
    }
}
