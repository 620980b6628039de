import Enforcement
import Metering
import Testing

/// Pairing trials: the one way in which a relay opens without an order.
@Suite struct TrialTests {
    private static var unpaired: RelayDeclaration {
        var relay = ControllerBench.declaration
        relay.pairedAt = nil
        return relay
    }

    private static func start(
        _ bench: inout ControllerBench, _ sign: PairingSign = .load, _ change: (inout GuardFacts) -> Void = { _ in }
    ) throws {
        var facts = GuardFacts(meter: GuardFixture.meter, moment: bench.now)
        let whole = try GuardFixture.facts(bench.now)
        (facts.identity, facts.relay, facts.load) = (whole.identity, whole.relay, whole.load)
        (facts.breakingMilliamperes, facts.safetyTags) = (whole.breakingMilliamperes, [])
        change(&facts)
        bench.send(.trial(by: "R. Meena", facts, sign))
    }

    @Test func opensOnceAndClosesWhenSeen() throws {
        var bench = try ControllerBench(relay: Self.unpaired)
        try Self.start(&bench)
        #expect(bench.writes == [.open])
        bench.answer(.open)
        #expect(bench.records.map(\.trial) == ["R. Meena"] && bench.records.map(\.outcome) == [.done])
        bench.advance(10)
        let load = LoadObservation(milliamperes: 5000, atMonotonicNanoseconds: bench.now.monotonicNanoseconds)
        bench.send(.load(load))
        #expect(bench.controller.lock == nil)
        bench.send(.trialSeen)
        #expect(bench.writes == [.close])
        bench.answer(.closed)
        #expect(bench.records.map(\.authority) == [.trial(person: "R. Meena")])
        #expect(bench.controller.memory.trial == nil)
        // Not paired: an order drives nothing yet.
        bench.send(.orderFinal(GuardFixture.order))
        #expect(bench.stages.isEmpty && bench.alarms.count == 1)
        bench.send(.paired(at: bench.now.time))
        #expect(bench.stages == [.check])
    }

    @Test func closesByItself() throws {
        var bench = try ControllerBench(relay: Self.unpaired)
        try Self.start(&bench)
        bench.answer(.open)
        bench.advance(119)
        bench.send(.tick)
        #expect(bench.writes.isEmpty)
        bench.advance(1)
        bench.send(.tick)
        #expect(bench.writes == [.close])
    }

    /// A flow needs minutes to show that it stands, and nobody leaves a house without water for longer.
    @Test func aFlowHasMoreTime() throws {
        var bench = try ControllerBench(relay: Self.unpaired)
        try Self.start(&bench, .flow)
        bench.answer(.open)
        bench.advance(1199)
        bench.send(.tick)
        #expect(bench.writes.isEmpty)
        bench.advance(1)
        bench.send(.tick)
        #expect(bench.writes == [.close])
    }

    @Test func aCrashEndsIt() throws {
        var bench = try ControllerBench(relay: Self.unpaired)
        try Self.start(&bench)
        let before = try ControllerBench(relay: Self.unpaired, memory: bench.controller.memory, output: .open)
        #expect(before.writes == [.close])
        bench.answer(.open)
        let after = try ControllerBench(relay: Self.unpaired, memory: bench.controller.memory, output: .open)
        #expect(after.writes == [.close])
    }

    @Test func aWriteThatNobodyAnsweredIsTakenBack() throws {
        var bench = try ControllerBench(relay: Self.unpaired)
        try Self.start(&bench)
        bench.send(.writeFailed(reason: "no answer"))
        #expect(bench.writes == [.close])
        var closed = try ControllerBench(relay: Self.unpaired)
        try Self.start(&closed)
        closed.answer(.closed)
        #expect(closed.writes.isEmpty && closed.controller.state == RelayState(control: .connected, output: .closed))
    }

    @Test func isRefused() throws {
        for change: (inout GuardFacts) -> Void in [
            { $0.identity = nil }, { $0.load = nil }, { $0.load?.milliamperes = 90_000 }, { $0.relay = nil },
            { $0.safetyTags = [GuardFixture.tag] }, { $0.meter = 8 },
            { $0.moment.monotonicNanoseconds -= 3_000_000_000 },
        ] {
            var bench = try ControllerBench(relay: Self.unpaired)
            try Self.start(&bench, .load, change)
            #expect(bench.writes.isEmpty && bench.records.count == 1)
        }
        var tagged = try ControllerBench(relay: Self.unpaired, tags: [GuardFixture.tag])
        try Self.start(&tagged)
        #expect(tagged.writes.isEmpty)
        var open = try ControllerBench(relay: Self.unpaired, output: .open)
        try Self.start(&open)
        #expect(open.writes.isEmpty)
        var undeclared = Self.unpaired
        undeclared.isLatching = nil
        var bench = try ControllerBench(relay: undeclared)
        try Self.start(&bench)
        #expect(bench.writes.isEmpty)
    }

    /// Somebody begins to work while the relay is open: it stays open, and a person has to confirm.
    @Test func aTagKeepsItOpen() throws {
        var bench = try ControllerBench(relay: Self.unpaired)
        try Self.start(&bench)
        bench.answer(.open)
        bench.send(.tags([GuardFixture.tag]))
        bench.send(.trialSeen)
        #expect(bench.writes.isEmpty && bench.alarms.count == 1)
        let after = try ControllerBench(relay: Self.unpaired, memory: bench.controller.memory, output: .open)
        #expect(after.writes.isEmpty)
        bench.send(.tags([]))
        bench.advance(600)
        bench.send(.tick)
        #expect(bench.writes.isEmpty)
        bench.send(.confirmed(by: "R. Meena"))
        #expect(bench.writes == [.close])
    }
}
