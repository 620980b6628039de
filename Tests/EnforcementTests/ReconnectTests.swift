import Enforcement
import Foundation
import Metering
import Testing

@Suite struct ReconnectTests {
    private static let permit = ReconnectAuthority.permit(number: 50, height: 1001)

    @Test func permitClosesWithoutFacts() throws {
        var bench = try ControllerBench()
        try bench.trip()
        bench.send(.reconnect(Self.permit))
        #expect(bench.writes == [.close])
        bench.answer(.closed)
        #expect(bench.records.map(\.outcome) == [.done] && bench.records.map(\.authority) == [Self.permit])
        #expect(bench.controller.state == RelayState(control: .connected, output: .closed))
    }

    @Test func buttonMeterBecomesReady() throws {
        var relay = ControllerBench.declaration
        relay.hasButton = true
        var bench = try ControllerBench(relay: relay)
        try bench.trip()
        bench.send(.reconnect(Self.permit))
        bench.answer(.open)
        #expect(bench.records.map(\.outcome) == [.awaitsButton])
        #expect(bench.controller.state == RelayState(control: .readyForReconnection, output: .open))
        bench.advance(3600)
        bench.read(.closed)
        #expect(bench.records.map(\.outcome) == [.buttonPressed] && bench.controller.lock == nil)
        #expect(bench.controller.state.control == .connected)
    }

    /// The tag blocks, and its removal moves nothing: a person confirms.
    @Test func tagBlocksClosingUntilConfirmed() throws {
        var bench = try ControllerBench()
        try bench.trip()
        bench.send(.tags([GuardFixture.tag]))
        bench.send(.reconnect(Self.permit))
        #expect(bench.writes.isEmpty && bench.alarms.count == 1)
        bench.send(.tags([]))
        #expect(bench.writes.isEmpty && bench.alarms == [.reconnectAwaitsConfirmation(Self.permit)])
        bench.advance(86_400)
        bench.send(.tick)
        #expect(bench.writes.isEmpty)
        bench.send(.reconnect(Self.permit))
        #expect(bench.writes == [.close])
    }

    @Test func unknownTagsBlockEverything() throws {
        var bench = try ControllerBench(tags: nil, output: .open)
        bench.send(.reconnect(Self.permit))
        #expect(bench.writes.isEmpty)
        var closed = try ControllerBench(tags: nil)
        closed.send(.orderFinal(GuardFixture.order))
        #expect(closed.stages.isEmpty)
    }

    @Test func tagStopsTheRetriesOfAClose() throws {
        var bench = try ControllerBench()
        try bench.trip()
        bench.send(.reconnect(Self.permit))
        bench.answer(.open)
        bench.send(.tags([GuardFixture.tag]))
        bench.advance(2)
        bench.send(.tick)
        #expect(bench.writes.isEmpty && bench.controller.state.control == .disconnected)
    }

    @Test func closeThatDoesNotTakeEndsUnknown() throws {
        var bench = try ControllerBench()
        try bench.trip()
        bench.send(.reconnect(Self.permit))
        for backOff: Int64 in [2, 4, 8] {
            bench.answer(.open)
            bench.advance(backOff)
            bench.send(.tick)
            #expect(bench.writes == [.close])
        }
        bench.answer(.open)
        #expect(bench.controller.lock == .unknownState)
    }

    @Test func staggersAfterPowerReturn() throws {
        var bench = try ControllerBench()
        try bench.trip()
        bench.send(.powerReturned)
        bench.read(.open)
        bench.send(.reconnect(Self.permit))
        #expect(bench.writes.isEmpty)
        let wait = bench.controller.staggerNanoseconds
        bench.now.monotonicNanoseconds += wait - 1
        bench.send(.tick)
        #expect(bench.writes.isEmpty)
        bench.now.monotonicNanoseconds += 1
        bench.send(.tick)
        #expect(bench.writes == [.close])
    }

    @Test func staggerSpreadsOverItsSpan() throws {
        var buckets = Array(repeating: 0, count: 10)
        for meter: UInt32 in 0..<2000 {
            let controller = try RelayController(meter: meter, relay: ControllerBench.declaration, safetyTags: [])
            #expect((0...300_000_000_000).contains(controller.staggerNanoseconds))
            buckets[Int(min(9, controller.staggerNanoseconds / 30_000_000_000))] += 1
        }
        #expect(buckets.allSatisfy { (140...260).contains($0) })
    }

    @Test func relayThatDoesNotLatchIsClosedAgainAfterPowerReturn() throws {
        let relay = RelayDeclaration(
            isLatching: false, powerUpState: .open, side: .load, breakingMilliamperes: 80_000,
            pairedAt: GuardFixture.pairedAt)
        var bench = try ControllerBench(relay: relay)
        bench.send(.powerReturned)
        bench.read(.open)
        #expect(bench.controller.lock == nil && bench.writes.isEmpty)
        bench.advance(300)
        bench.send(.tick)
        #expect(bench.writes == [.close])
        #expect(bench.records.isEmpty)
        bench.answer(.closed)
        #expect(bench.records.map(\.authority) == [.powerReturned])
    }

    /// People may rely on the supply being off since something blocked it: a restart is nobody's word.
    @Test func whatATagBlockedWaitsForAPersonOverARestart() throws {
        var bench = try ControllerBench()
        try bench.trip()
        bench.send(.tags([GuardFixture.tag]))
        bench.send(.orderRevoked(number: 41, height: 1002))
        #expect(bench.writes.isEmpty)
        let stored = try JSONEncoder().encode(bench.controller.memory)
        let memory = try JSONDecoder().decode(RelayMemory.self, from: stored)
        #expect(memory == bench.controller.memory)
        var after = try ControllerBench(memory: memory, output: .open)
        #expect(after.controller.awaitsConfirmation == .orderRevoked(number: 41, height: 1002))
        // Told once more after the restart.
        after.send(.orderRevoked(number: 41, height: 1003))
        after.advance(600)
        after.send(.tick)
        #expect(after.writes.isEmpty)
        after.send(.confirmed(by: "R. Meena"))
        #expect(after.records.map(\.outcome).first == .confirmed(by: "R. Meena") && after.writes == [.close])
        after.answer(.closed)
        #expect(after.controller.awaitsConfirmation == nil)
    }

    @Test func aRestartSaysThatAHindranceIsGone() throws {
        let memory = RelayMemory(control: .disconnected, expected: .open, withheld: Self.permit)
        let controller = try RelayController(
            meter: GuardFixture.meter, relay: ControllerBench.declaration, memory: memory, safetyTags: [])
        for (tags, alarms) in [([], [RelayAlarm.reconnectAwaitsConfirmation(Self.permit)]), ([GuardFixture.tag], [])] {
            var controller = controller
            _ = controller.handle(.tags(tags), at: GuardFixture.start)
            let effects = controller.handle(.restarted(powerLost: false), at: GuardFixture.start)
            #expect(effects.compactMap { if case .alarm(let alarm) = $0 { alarm } else { nil } } == alarms)
        }
    }

    @Test func revocationOfAnotherOrderClosesNothing() throws {
        var bench = try ControllerBench()
        try bench.trip()
        bench.send(.orderRevoked(number: 7, height: 1001))
        #expect(bench.writes.isEmpty)
        bench.send(.orderRevoked(number: 41, height: 1002))
        #expect(bench.writes == [.close])
    }
}
