import Enforcement
import Metering
import Testing

@Suite struct AnomalyTests {
    @Test func currentWhileDisconnectedEndsAllSwitching() throws {
        var bench = try ControllerBench()
        try bench.trip()
        let early = LoadObservation(milliamperes: 5000, atMonotonicNanoseconds: bench.now.monotonicNanoseconds)
        bench.send(.load(early))
        #expect(bench.controller.lock == nil)
        bench.advance(5)
        let small = LoadObservation(milliamperes: 100, atMonotonicNanoseconds: bench.now.monotonicNanoseconds)
        bench.send(.load(small))
        #expect(bench.controller.lock == nil)
        let load = LoadObservation(milliamperes: -101, atMonotonicNanoseconds: bench.now.monotonicNanoseconds)
        bench.send(.load(load))
        #expect(bench.controller.lock == .weldedOrBypassed)
        #expect(bench.effects.contains(.findingCurrentWhileDisconnected(load)) && bench.alarms.count == 1)
        bench.send(.reconnect(.permit(number: 1, height: 1)))
        #expect(bench.writes.isEmpty && bench.alarms.count == 1)
    }

    @Test func unexpectedChangeLocksTripsButNotClosing() throws {
        var bench = try ControllerBench()
        bench.advance(60)
        bench.read(.open)
        #expect(bench.controller.lock == .unexpectedChange)
        #expect(bench.records.map(\.outcome) == [.changedWithoutCommand] && bench.records.first?.command == nil)
        bench.send(.reconnect(.permit(number: 1, height: 1)))
        #expect(bench.writes == [.close])
        bench.answer(.closed)
        bench.send(.orderFinal(GuardFixture.order))
        #expect(bench.stages.isEmpty)
        bench.send(.operatorCleared(by: "crew"))
        bench.read(.closed)
        bench.advance(60)
        bench.send(.tick)
        #expect(bench.stages == [.check])
    }

    @Test func foreignWriteStopsATripBetweenTheLooks() throws {
        var bench = try ControllerBench()
        bench.send(.orderFinal(GuardFixture.order))
        try bench.sendFacts()
        bench.send(.foreignWrite(detail: "unit 5 wrote coil 0"))
        #expect(bench.alarms == [.locked(.unexpectedChange, detail: "unit 5 wrote coil 0")])
        try bench.sendFacts()
        #expect(bench.writes.isEmpty)
    }

    @Test func tagStopsATripBetweenTheLooks() throws {
        var bench = try ControllerBench()
        bench.send(.orderFinal(GuardFixture.order))
        try bench.sendFacts()
        bench.send(.tags([GuardFixture.tag]))
        try bench.sendFacts()
        #expect(bench.writes.isEmpty && bench.records.first?.safetyTags == [GuardFixture.tag])
    }

    @Test func restartMovesNothingAndReadsFirst() throws {
        var bench = try ControllerBench()
        bench.send(.restarted(powerLost: false))
        #expect(bench.effects.contains(.readBack) && bench.writes.isEmpty)
        bench.send(.orderFinal(GuardFixture.order))
        #expect(bench.stages.isEmpty)
        bench.read(.closed)
        #expect(bench.stages == [.check])
    }

    /// A crash between write and answer: either output is explained, and the writes go on counting.
    @Test func crashDuringATripIsReconciled() throws {
        let memory = RelayMemory(control: .connected, expected: .closed, inFlight: .open, attempts: 3, openedUnder: 41)
        let opened = try ControllerBench(memory: memory, output: .open)
        #expect(opened.controller.lock == nil && opened.records.map(\.outcome) == [.foundAfterRestart])
        #expect(opened.controller.memory.openedUnder == 41)
        var closed = try ControllerBench(memory: memory, output: .closed)
        try closed.askForTrip()
        #expect(closed.writes == [.open])
        closed.answer(.closed)
        #expect(closed.controller.lock == .unknownState)
    }

    @Test func changeWhileTheBoxWasOffIsNoticed() throws {
        let memory = RelayMemory(control: .disconnected, expected: .open, openedUnder: 41)
        let bench = try ControllerBench(memory: memory, output: .closed)
        #expect(bench.controller.lock == .unexpectedChange)
    }

    @Test func readBackThatIsOlderThanTheTripSaysNothing() throws {
        var bench = try ControllerBench()
        try bench.trip()
        bench.send(
            .readBack(
                RelayObservation(
                    output: .closed, atMonotonicNanoseconds: bench.now.monotonicNanoseconds - 2_000_000_000)))
        #expect(bench.controller.lock == nil && bench.controller.output == .open)
    }

    @Test func readsBackEveryMinute() throws {
        var bench = try ControllerBench()
        bench.advance(59)
        bench.send(.tick)
        #expect(bench.effects.isEmpty)
        bench.advance(1)
        bench.send(.tick)
        #expect(bench.effects.contains(.readBack))
    }
}
