import Enforcement
import Foundation
import Metering
import Testing

/// Overrides of a crew and vouchers.
@Suite struct HoldTests {
    private static let crew = ReconnectAuthority.crew(person: "R. Meena", reason: "fire pump")

    private static func hold(_ kind: TripHold.Kind, hours: Int64 = 4) -> TripHold {
        TripHold(kind: kind, by: "R. Meena: fire pump", until: GuardFixture.start.time.adding(seconds: hours * 3600))
    }

    @Test func overrideClosesAndItsEndMovesNothing() throws {
        var bench = try ControllerBench()
        try bench.trip()
        bench.send(.held(Self.hold(.override), Self.crew))
        #expect(bench.writes == [.close] && bench.records.map(\.outcome) == [.held(Self.hold(.override))])
        bench.answer(.closed)
        #expect(bench.records.first?.authority == Self.crew)
        bench.send(.orderFinal(GuardFixture.order))
        #expect(bench.stages.isEmpty)
        #expect(!bench.controller.awaitsResume(at: bench.now.time))
        // Hours later it is over, and the order that was there before waits for a person.
        bench.advance(5 * 3600)
        bench.send(.tick)
        #expect(bench.controller.awaitsResume(at: bench.now.time))
        #expect(bench.stages.isEmpty && bench.writes.isEmpty)
        bench.send(.resumed(by: "A. Verma"))
        #expect(bench.records.map(\.outcome) == [.resumed(by: "A. Verma")])
        #expect(bench.stages == [.check])
    }

    @Test func overrideSurvivesARestart() throws {
        var bench = try ControllerBench()
        bench.send(.held(Self.hold(.override), Self.crew))
        var after = try ControllerBench(memory: bench.controller.memory)
        after.send(.orderFinal(GuardFixture.order))
        #expect(after.stages.isEmpty && after.records.count == 1)
        // An order from after its end is a new decision.
        var order = GuardFixture.order
        order.number = 42
        order.finalizedAt = GuardFixture.start.time.adding(seconds: 5 * 3600)
        after.advance(6 * 3600)
        after.send(.orderFinal(order))
        #expect(after.stages == [.check])
    }

    @Test func overrideStopsATripBetweenTheLooksAndRacesAWrite() throws {
        var bench = try ControllerBench()
        bench.send(.orderFinal(GuardFixture.order))
        try bench.sendFacts()
        bench.send(.held(Self.hold(.override), Self.crew))
        #expect(bench.records.map(\.outcome).contains(.cancelled(by: Self.crew)))
        try bench.sendFacts()
        #expect(bench.writes.isEmpty)
        var late = try ControllerBench()
        try late.askForTrip()
        late.send(.held(Self.hold(.override), Self.crew))
        late.answer(.open)
        #expect(late.writes == [.close])
    }

    @Test func tagGoesBeforeAnOverride() throws {
        var bench = try ControllerBench(tags: [GuardFixture.tag], output: .open)
        bench.send(.held(Self.hold(.override), Self.crew))
        #expect(bench.writes.isEmpty && bench.alarms.count == 1)
        bench.send(.tags([]))
        #expect(bench.writes.isEmpty && bench.alarms == [.reconnectAwaitsConfirmation(Self.crew)])
        bench.send(.confirmed(by: "R. Meena"))
        #expect(bench.writes == [.close])
    }

    @Test func aLaterHoldShortensNone() throws {
        var bench = try ControllerBench()
        bench.send(.held(Self.hold(.override, hours: 4), Self.crew))
        for hold in [Self.hold(.override, hours: 1), Self.hold(.voucher, hours: 1), Self.hold(.voucher, hours: 48)] {
            bench.send(.held(hold, .voucher(serial: "17")))
        }
        #expect(bench.controller.memory.holds == [Self.hold(.override, hours: 4), Self.hold(.voucher, hours: 48)])
        bench.send(.orderFinal(GuardFixture.order))
        bench.advance(5 * 3600)
        bench.send(.resumed(by: "A. Verma"))
        #expect(bench.stages.isEmpty, "a voucher holds until its time is over")
        bench.advance(43 * 3600)
        bench.send(.tick)
        #expect(bench.stages == [.check])
    }

    /// The end of a job moves no relay.
    @Test func anOrderThatATagBlockedWaitsForAPerson() throws {
        var bench = try ControllerBench()
        bench.send(.orderFinal(GuardFixture.order))
        bench.send(.tags([GuardFixture.tag]))
        #expect(!bench.controller.awaitsResume(at: bench.now.time), "people work there")
        bench.send(.tags([]))
        #expect(bench.controller.awaitsResume(at: bench.now.time))
        bench.advance(600)
        bench.send(.tick)
        try bench.sendFacts()
        #expect(bench.stages.isEmpty && bench.writes.isEmpty)
        var after = try ControllerBench(memory: bench.controller.memory)
        after.send(.orderFinal(GuardFixture.order))
        #expect(after.stages.isEmpty)
        after.send(.resumed(by: "A. Verma: joint is done"))
        #expect(!after.controller.awaitsResume(at: after.now.time))
        #expect(after.stages == [.check])
        // One that became final later is a new decision.
        var order = GuardFixture.order
        (order.number, order.finalizedAt) = (42, GuardFixture.start.time)
        bench.send(.orderFinal(order))
        #expect(bench.stages == [.check])
    }

    @Test func aHoldOfAFormerVersionStands() throws {
        let hold = Self.hold(.override)
        let text = """
            {"control": 1, "expected": 1, "attempts": 0,
             "hold": {"kind": 0, "by": "\(hold.by)", "untilMilliseconds": \(hold.untilMilliseconds)}}
            """
        #expect(try JSONDecoder().decode(RelayMemory.self, from: Data(text.utf8)).holds == [hold])
    }

    @Test func voucherHoldsUntilItsTimeIsOver() throws {
        var bench = try ControllerBench()
        try bench.trip()
        bench.send(.held(Self.hold(.voucher, hours: 48), .voucher(serial: "17")))
        bench.answer(.closed)
        bench.advance(47 * 3600)
        bench.send(.orderFinal(GuardFixture.order))
        #expect(bench.stages.isEmpty)
        bench.advance(3600)
        bench.send(.tick)
        #expect(bench.stages == [.check])
    }
}
