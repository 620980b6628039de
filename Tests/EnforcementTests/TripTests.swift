import Enforcement
import Metering
import Testing

@Suite struct TripTests {
    @Test func limitsOfTheChainAreTakenOver() throws {
        var bench = try ControllerBench()
        var policy = EnforcementPolicy.standard
        policy.freshnessMilliseconds = 10_000
        bench.controller.adopt(policy)
        bench.send(.orderFinal(GuardFixture.order))
        try bench.sendFacts()
        #expect(bench.records.map(\.outcome) == [.refusedByGuards(.check)])
        // Those that would switch a guard off let nothing trip, until there are others.
        policy.freshnessMilliseconds = 0
        bench.controller.adopt(policy)
        bench.advance(60)
        bench.send(.tick)
        guard case .refused(let reason)? = bench.records.first?.outcome else {
            Issue.record("\(bench.records)")
            return
        }
        #expect(bench.stages.isEmpty && reason.contains("freshness milliseconds is 0"))
        bench.controller.adopt(.standard)
        bench.advance(60)
        bench.send(.tick)
        #expect(bench.stages == [.check])
    }

    @Test func tripsAfterTwoLooksAndRecordsAll() throws {
        var bench = try ControllerBench()
        bench.send(.orderFinal(GuardFixture.order))
        #expect(bench.stages == [.check] && bench.writes.isEmpty)
        bench.advance(3)
        try bench.sendFacts()
        #expect(bench.stages == [.recheck] && bench.writes.isEmpty)
        try bench.sendFacts()
        let asked = bench.now.monotonicNanoseconds
        var memory = RelayMemory(control: .connected, expected: .closed, inFlight: .open, attempts: 1, openedUnder: 41)
        #expect(
            bench.effects == [
                .remember(memory),
                .writeRelay(.open, attempt: 1, notAfterMonotonicNanoseconds: asked + 2_000_000_000),
                .armTimer(atMonotonicNanoseconds: asked + 10_000_000_000),
            ])
        bench.advance(1)
        bench.answer(.open)
        memory = RelayMemory(control: .disconnected, expected: .open, openedUnder: 41)
        #expect(bench.effects.first == .remember(memory))
        #expect(bench.controller.state == RelayState(control: .disconnected, output: .open))
        let record = try #require(bench.records.first)
        #expect(record.outcome == .done && record.command == .open && record.order == GuardFixture.order)
        #expect(record.check?.allPassed == true && record.recheck?.allPassed == true)
        #expect(record.before == RelayState(control: .connected, output: .closed))
        #expect(record.writes.map(\.observed?.output) == [.open])
    }

    @Test func failingGuardAtTheRecheckWritesNothing() throws {
        var bench = try ControllerBench()
        bench.send(.orderFinal(GuardFixture.order))
        try bench.sendFacts()
        try bench.sendFacts { $0.pendingPayments = 1 }
        #expect(bench.writes.isEmpty)
        #expect(bench.records.map(\.outcome) == [.refusedByGuards(.recheck)])
        #expect(bench.records.first?.recheck?.failed == [.noPaymentPending])
        bench.advance(59)
        bench.send(.tick)
        #expect(bench.stages.isEmpty)
        bench.advance(1)
        bench.send(.tick)
        #expect(bench.stages == [.check])
    }

    @Test func repeatedRefusalIsRecordedOnce() throws {
        var bench = try ControllerBench()
        bench.send(.orderFinal(GuardFixture.order))
        var recorded = 0
        for _ in 0..<5 {
            try bench.sendFacts { $0.tipTime = nil }
            recorded += bench.records.count
            bench.advance(60)
            bench.send(.tick)
        }
        #expect(recorded == 1)
    }

    @Test func factsThatAreOldOrOfAnotherMeterOrOrderDecideNothing() throws {
        for change: (inout GuardFacts) -> Void in [
            { $0.meter = 8 }, { $0.moment.monotonicNanoseconds += 1 }, { $0.order?.number = 42 },
            { $0.moment.monotonicNanoseconds -= 1 },
        ] {
            var bench = try ControllerBench()
            bench.send(.orderFinal(GuardFixture.order))
            try bench.sendFacts(change)
            #expect(bench.writes.isEmpty && bench.stages.isEmpty)
            try bench.sendFacts()
            #expect(bench.writes.isEmpty && bench.stages.isEmpty)
        }
        // Fresh enough, but gathered before they were asked for.
        var early = try ControllerBench()
        let before = try GuardFixture.facts(early.now)
        early.advance(1)
        early.send(.orderFinal(GuardFixture.order))
        early.send(.facts(before))
        #expect(early.stages.isEmpty)
        var bench = try ControllerBench()
        bench.send(.orderFinal(GuardFixture.order))
        let old = try GuardFixture.facts(bench.now)
        bench.advance(3)
        bench.send(.facts(old))
        #expect(bench.stages.isEmpty)
    }

    @Test func paidBetweenCheckAndWriteStopsTheTrip() throws {
        var bench = try ControllerBench()
        bench.send(.orderFinal(GuardFixture.order))
        try bench.sendFacts()
        let permit = ReconnectAuthority.permit(number: 50, height: 1001)
        bench.send(.reconnect(permit))
        #expect(bench.records.map(\.outcome) == [.cancelled(by: permit)])
        try bench.sendFacts()
        #expect(bench.writes.isEmpty && bench.controller.order == nil)
    }

    @Test func racedTripReconnectsAtOnce() throws {
        for answer: OutputState in [.open, .closed, .unknown] {
            var bench = try ControllerBench()
            try bench.askForTrip()
            let revoked = ReconnectAuthority.orderRevoked(number: 41, height: 1001)
            bench.send(.orderRevoked(number: 41, height: 1001))
            #expect(bench.alarms == [.racedTrip(revoked)] && bench.writes.isEmpty)
            bench.answer(answer)
            #expect(bench.writes == [.close])
            #expect(bench.records.map(\.authority) == [revoked])
            bench.answer(.closed)
            #expect(bench.controller.state == RelayState(control: .connected, output: .closed))
        }
    }

    @Test func retriesThreeTimesThenSaysUnknown() throws {
        var bench = try ControllerBench()
        try bench.askForTrip()
        for backOff: Int64 in [2, 4, 8] {
            bench.answer(.closed)
            bench.advance(backOff - 1)
            bench.send(.tick)
            #expect(bench.effects.isEmpty)
            bench.advance(1)
            bench.send(.tick)
            #expect(bench.stages == [.check] && bench.effects.first == .readBack)
            try bench.sendFacts()
            try bench.sendFacts()
            #expect(bench.writes == [.open])
        }
        bench.answer(.closed)
        #expect(bench.controller.state == .unknown && bench.controller.lock == .unknownState)
        #expect(bench.alarms == [.locked(.unknownState, detail: "4 writes to open")])
        #expect(bench.records.first?.writes.count == 4 && bench.records.first?.outcome == .unknown)
        // Reading back "closed" again does not end the doubt, and neither does a restart.
        bench.read(.closed)
        bench.send(.restarted(powerLost: false))
        bench.read(.open)
        bench.send(.orderFinal(GuardFixture.order))
        bench.send(.reconnect(.permit(number: 1, height: 1)))
        #expect(bench.writes.isEmpty && bench.controller.state == .unknown)
        bench.send(.operatorCleared(by: "crew"))
        bench.read(.open)
        #expect(bench.controller.state == RelayState(control: .disconnected, output: .open) && bench.writes.isEmpty)
    }

    /// A write that nobody answered is no proof of anything: without a good read-back there is no second write.
    @Test func silentRelayEndsUnknown() throws {
        var bench = try ControllerBench()
        try bench.askForTrip()
        bench.advance(10)
        bench.send(.tick)
        bench.advance(2)
        bench.send(.tick)
        try bench.sendFacts { $0.relay = nil }
        #expect(bench.controller.lock == .unknownState && bench.writes.isEmpty)
    }

    @Test func lateReadBackBeforeTheRetryCounts() throws {
        var bench = try ControllerBench()
        try bench.askForTrip()
        bench.send(.writeFailed(reason: "timed out"))
        bench.advance(2)
        bench.send(.tick)
        bench.read(.open)
        #expect(bench.records.map(\.outcome) == [.done])
        #expect(bench.controller.state == RelayState(control: .disconnected, output: .open))
    }

    @Test func noTripForHalfAnHourAfterPowerReturns() throws {
        var bench = try ControllerBench()
        bench.send(.powerReturned)
        bench.read(.closed)
        bench.send(.orderFinal(GuardFixture.order))
        #expect(
            bench.stages.isEmpty && bench.records.map(\.outcome) == [.refused(reason: "the power has just returned")])
        bench.advance(1799)
        bench.send(.tick)
        #expect(bench.stages.isEmpty)
        bench.advance(61)
        bench.send(.tick)
        #expect(bench.stages == [.check])
    }

    @Test func undeclaredRelayIsNeverDriven() throws {
        var lacking: [RelayDeclaration] = Array(repeating: ControllerBench.declaration, count: 6)
        lacking[0].isLatching = nil
        lacking[1].isLatching = false
        lacking[2].side = nil
        lacking[3].breakingMilliamperes = nil
        lacking[4].breakingMilliamperes = 0
        lacking[5].pairedAt = nil
        for relay in lacking {
            var bench = try ControllerBench(relay: relay)
            bench.send(.orderFinal(GuardFixture.order))
            #expect(bench.alarms.count == 1 && bench.records.count == 1 && bench.stages.isEmpty)
            try bench.sendFacts()
            #expect(bench.effects.isEmpty)
            var open = try ControllerBench(relay: relay, output: .open)
            open.send(.reconnect(.permit(number: 1, height: 1)))
            #expect(open.writes.isEmpty && open.alarms.count == 1)
        }
    }
}
