import Contract
import Identity
import Ledger
import Metering
import Testing

@Suite struct PermitTests {
    /// One house that used 12 kWh (120 ₹) in the first period, up to its bill at `issued`.
    private func billed(_ policy: Policy = Samples.policy) throws -> Zone {
        var zone = try Zone(policy: policy)
        try zone.setUp(houses: 1)
        try zone.run(from: Samples.start, intervals: 12, [1000, 1000])
        try zone.block(at: Self.issued)
        return zone
    }

    private static let issued = Samples.start.adding(seconds: 11_700)
    private static let due = issued.adding(seconds: 3600)

    @Test func unpaidBillLeadsToNoticeOrderAndBack() throws {
        var zone = try self.billed()
        try #expect(zone.block(at: Self.due).kinds == [])
        #expect(zone.state.accounts[0].stage == .active)
        let noticed = try zone.block(at: Self.due.adding(milliseconds: 1))
        #expect(noticed.kinds == ["noticeServed"])
        let end = Self.due.adding(milliseconds: 1).adding(seconds: 7200)
        #expect(zone.state.accounts[0].noticeEnd == end)
        try zone.block(at: end.adding(milliseconds: -1))
        #expect(zone.state.orders.isEmpty)
        let ordered = try zone.block(at: end)
        #expect(ordered.kinds == ["orderIssued"])
        let order = zone.state.orders[0]
        #expect(order.stands && order.bill == 0 && order.arrearsPaise == 12_000 && order.meters == [MeterID(1)])
        #expect(order.noticeAt == Self.due.adding(milliseconds: 1) && order.noticeEnd == end)

        zone.pay(0, 12_000, "late")
        let paid = try zone.block(after: 1)
        #expect(paid.kinds == ["paymentRecorded", "permitGranted", "orderRevoked"])
        #expect(zone.state.accounts[0].stage == .active && zone.state.orders[0].revocation == .settled)
        // Through the due date of the bill for the third period: that for the second is there, and over 0.
        #expect(zone.state.accounts[0].permitThrough == Samples.start.adding(seconds: 32_400 + 900 + 3600))
    }

    @Test func protectionStopsANoticeAndRevokesAnOrder() throws {
        var zone = try self.billed()
        try zone.block(at: Self.due.adding(seconds: 1))
        try zone.block(after: 7200)
        #expect(zone.state.accounts[0].stage == .ordered)
        zone.submit(.protect(Protect(account: AccountID(0), reason: .medical)), by: .regulator)
        #expect(try zone.block(after: 1).kinds == ["protectionSet", "orderRevoked"])
        #expect(zone.state.orders[0].revocation == .protected && zone.state.accounts[0].stage == .due)
        try zone.block(after: 100_000)
        #expect(zone.state.orders.count == 1)
        zone.submit(.protect(Protect(account: AccountID(0), reason: nil)), by: .registrar)
        #expect(try zone.block(after: 1).kinds.contains("noticeServed"))
        zone.submit(.protect(Protect(account: AccountID(0), reason: .dispute)), by: .collector)
        #expect(try zone.block(after: 1).failures == [.missingRole(needed: [.registrar, .regulator])])
    }

    @Test func smallArrearsLeadToNoNotice() throws {
        var zone = try self.billed()
        zone.pay(0, 11_900, "part")
        try zone.block(after: 1)
        try zone.block(at: Self.due.adding(seconds: 1))
        #expect(zone.state.accounts[0].stage == .due)
        try zone.block(after: 50_000)
        #expect(zone.state.orders.isEmpty)
    }

    @Test func partialPaymentThatLeavesArrearsStopsNothing() throws {
        var zone = try self.billed()
        try zone.block(at: Self.due.adding(seconds: 1))
        zone.pay(0, 5000, "part")
        try zone.block(after: 1)
        #expect(zone.state.accounts[0].stage == .noticed)
        try zone.block(after: 7200)
        #expect(zone.state.orders[0].arrearsPaise == 7000)
    }

    @Test func noOrderWithoutYoungWatermarksOfEveryCollector() throws {
        var policy = Samples.policy
        policy.collectorWatermarkSeconds = 600
        var zone = try self.billed(policy)
        try zone.block(at: Self.due.adding(seconds: 1))
        try zone.block(after: 7200)
        #expect(zone.state.accounts[0].awaitsOrder && zone.state.orders.isEmpty)
        zone.submit(.collectedThrough(CollectedThrough(time: zone.state.time.adding(seconds: -700))), by: .collector)
        #expect(try zone.block(after: 1).kinds == [])
        try zone.restart(seed: 4)
        zone.submit(.collectedThrough(CollectedThrough(time: zone.state.time)), by: .collector)
        #expect(try zone.block(after: 1).kinds == ["orderIssued"])
    }

    /// The rest waits for the next local day, in the order of the notices' ends.
    @Test func ordersOfADayAreLimited() throws {
        var policy = Samples.policy
        policy.maximumOrdersPerDay = 2
        var zone = try Zone(policy: policy)
        try zone.setUp(houses: 5)
        try zone.run(from: Samples.start, intervals: 12, Array(repeating: 1000, count: 6))
        try zone.block(at: Self.issued)
        try zone.block(at: Self.due.adding(seconds: 1))
        try zone.block(after: 7200)
        #expect(zone.state.orders.map(\.account.number) == [0, 1])
        try zone.restart(seed: 5)
        try zone.block(at: Samples.start.adding(seconds: 86_399))
        #expect(zone.state.orders.count == 2)
        try zone.block(at: Samples.start.adding(seconds: 86_400))
        #expect(zone.state.orders.map(\.account.number) == [0, 1, 2, 3])
    }

    @Test func noOrderWithoutADisconnect() throws {
        var zone = try Zone()
        try zone.setUp(houses: 0)
        zone.submit(.registerAccount(RegisterAccount(label: "A", tariff: TariffID(0))), by: .registrar)
        zone.registerMeter("M", account: 0, hasDisconnect: false)
        try zone.block(after: 1)
        zone.readAbsolute(Samples.start.adding(seconds: 900), [2000, 2000])
        try zone.block(after: 900)
        zone.readAbsolute(Samples.start.adding(seconds: 1800), [9000, 9000])
        try zone.block(after: 900)
        try zone.block(at: Self.issued)
        try zone.block(at: Self.due.adding(seconds: 1))
        #expect(zone.state.accounts[0].stage == .noticed)
        try zone.block(after: 7200)
        #expect(zone.state.orders.isEmpty)
        zone.registerMeter("M2", account: 0)
        #expect(try zone.block(after: 1).kinds.contains("orderIssued"))
    }

    /// Neither the day of the notice nor the day of the order counts: 15 days lie between.
    @Test func clearDays() throws {
        var policy = Samples.policy
        policy.noticePeriod = .clearDays(15)
        var zone = try self.billed(policy)
        try zone.block(at: Self.due.adding(seconds: 1))
        let end = zone.state.accounts[0].noticeEnd
        #expect(end == Samples.start.adding(seconds: 16 * 86_400))
    }

    @Test func replayedPaymentChangesNothing() throws {
        var zone = try self.billed()
        zone.pay(0, 5000, "R1")
        try zone.block(after: 1)
        zone.pay(0, 5000, "R1")
        zone.pay(0, 7000, "R2")
        let events = try zone.block(after: 1)
        #expect(events.failures == [.paymentReplayed(payment: 0, reference: "R1")])
        #expect(zone.state.accounts[0].paidPaise == 12_000 && zone.state.bills[0].settledAt != nil)
        #expect(events.kinds.contains("permitGranted"))
    }

    @Test func advancePaymentSettlesTheNextBill() throws {
        var zone = try Zone()
        try zone.setUp(houses: 1)
        zone.pay(0, 20_000, "early")
        try zone.block(after: 1)
        try zone.run(from: Samples.start, intervals: 12, [1000, 1000])
        #expect(try zone.block(at: Self.issued).kinds == ["billClosed", "permitGranted"])
        #expect(zone.state.accounts[0].creditPaise == 8000 && zone.state.openBills(of: AccountID(0)) == [])
    }

    @Test func `a bill that is due with its block is looked at again where a dispute keeps the notice waiting`() throws
    {
        var policy = Samples.policy
        policy.dueSeconds = 0
        var zone = try Zone(policy: policy)
        try zone.setUp(houses: 1)
        try zone.run(from: Samples.start, intervals: 13, [1000, 1000])
        try zone.block(after: 1)
        zone.submit(.disputeBill(DisputeBill(bill: 0, complaint: .sha256([1]))), by: .regulator)
        try zone.block(after: 1)
        try zone.run(from: Samples.start.adding(seconds: 13 * 900), intervals: 12, [1000, 1000])
        let account = zone.state.accounts[0]
        #expect(account.stage == .noticed && zone.state.bills[1].dueAt == zone.state.time)
        #expect(account.nextReview.map { $0 > zone.state.time } == true)
        // A state that was stored then must go on as the one that never stopped.
        try zone.restart(seed: 1)
        try zone.block(after: 1)
    }
}
