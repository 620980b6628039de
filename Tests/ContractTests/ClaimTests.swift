import Contract
import Identity
import Ledger
import Metering
import Testing

/// Notices that are served, disputes, deposits under protest, payments that are taken back.
@Suite struct ClaimTests {
    private static let issued = Samples.start.adding(seconds: 11_700)
    private static let due = issued.adding(seconds: 3600)

    private static func policy(_ change: (inout Policy) -> Void = { _ in }) -> Policy {
        var policy = Samples.policy
        policy.disputeSeconds = 50_000
        change(&policy)
        return policy
    }

    /// One house that used 12 kWh (120 ₹) in the first period, up to its bill at `issued`.
    private func billed(_ policy: Policy = Self.policy()) throws -> Zone {
        var zone = try Zone(policy: policy)
        try zone.setUp(houses: 1)
        try zone.run(from: Samples.start, intervals: 12, [1000, 1000])
        try zone.block(at: Self.issued)
        #expect(zone.state.bills[0].totalPaise == 12_000)
        return zone
    }

    private func serve(_ zone: inout Zone, at time: UTCTime) {
        zone.submit(
            .noticeServed(
                NoticeServed(account: AccountID(0), mode: .post, servedAt: time, proof: .sha256([7]))), by: .registrar)
    }

    @Test func `the notice period counts from the service of the notice, not from when it is due`() throws {
        var zone = try self.billed(Self.policy { $0.noticeDelivery = .served })
        self.serve(&zone, at: Self.due)
        #expect(try zone.block(at: Self.due).failures == [.noNoticeDue(AccountID(0))])
        #expect(try zone.block(after: 1).kinds == ["noticeDue"])
        #expect(try zone.block(after: 100_000).kinds.filter { $0 != "billClosed" } == [])
        #expect(zone.state.orders.isEmpty && zone.state.accounts[0].stage == .due)

        self.serve(&zone, at: Self.due)
        #expect(try zone.block(after: 1).failures == [.noticeTooEarly(due: Self.due)])
        let served = zone.state.time.adding(seconds: -10)
        self.serve(&zone, at: served)
        #expect(try zone.block(after: 1).kinds == ["noticeServed"])
        #expect(zone.state.accounts[0].noticeEnd == served.adding(seconds: 7200))
        self.serve(&zone, at: served)
        #expect(try zone.block(after: 1).failures == [.noNoticeDue(AccountID(0))])
        #expect(try zone.block(at: served.adding(seconds: 7200)).kinds.contains("orderIssued"))
        #expect(zone.state.orders[0].noticeProof == .sha256([7]) && zone.state.orders[0].noticeAt == served)
        try zone.restart(seed: 1)
    }

    @Test func `a dispute without a deposit stops the order for the days of the policy, and no longer`() throws {
        var zone = try self.billed()
        try zone.block(at: Self.due.adding(seconds: 8000))
        try zone.block(after: 7200)
        let order = try #require(zone.state.accounts[0].order)
        zone.submit(.disputeBill(DisputeBill(bill: 0, complaint: .sha256([1]))), by: .regulator)
        #expect(try zone.block(after: 1).kinds == ["disputeOpened", "orderRevoked"])
        #expect(zone.state.orders[Int(order)].revocation == .disputed)
        let deadline = try #require(zone.state.accounts[0].dispute?.deadline)
        #expect(deadline == zone.state.time.adding(seconds: 50_000))
        try zone.block(at: deadline.adding(milliseconds: -1))
        #expect(zone.state.accounts[0].stage == .noticed)
        try zone.restart(seed: 2)
        // The notice was served long ago: it need not be served again.
        #expect(try zone.block(at: deadline).kinds == ["orderIssued"])
    }

    @Test func `a deposit under protest stops the order until the decision, and is money of the account then`() throws {
        var zone = try self.billed()
        zone.submit(.disputeBill(DisputeBill(bill: 0, complaint: .sha256([1]))), by: .registrar)
        try zone.block(after: 1)
        #expect(zone.state.accounts[0].dispute?.requiredPaise == 12_000, "no bill before it: the whole claim")
        self.deposit(&zone, 11_999, "d1")
        self.deposit(&zone, 1, "d2")
        #expect(try zone.block(after: 1).kinds == ["depositRecorded", "depositRecorded"])
        #expect(zone.state.zone.heldPaise == 12_000 && zone.state.zone.receivedPaise == 0)
        try zone.block(after: 400_000)
        #expect(zone.state.orders.isEmpty)

        zone.submit(.decideDispute(DecideDispute(bill: 0, reliefPaise: 0, order: .sha256([2]))), by: .registrar)
        #expect(try zone.block(after: 1).failures == [.missingRole(needed: .regulator)], "no judge in its own cause")
        zone.submit(.decideDispute(DecideDispute(bill: 0, reliefPaise: 2000, order: .sha256([2]))), by: .regulator)
        try zone.block(after: 1)
        let bill = zone.state.bills[0]
        #expect(bill.settledAt != nil && bill.reliefPaise == 2000 && bill.settledPaise == 10_000)
        #expect(zone.state.accounts[0].creditPaise == 2000 && zone.state.zone.heldPaise == 0)
        zone.submit(.disputeBill(DisputeBill(bill: 0, complaint: .sha256([1]))), by: .registrar)
        #expect(try zone.block(after: 1).failures == [.disputedBefore(bill: 0)])
    }

    private func deposit(_ zone: inout Zone, _ paise: Int64, _ reference: String) {
        zone.submit(
            .deposit(Deposit(bill: 0, amountPaise: paise, reference: reference, receivedAt: zone.state.time)),
            by: .collector)
    }

    @Test func `the deposit is the average of half a year where the claim is larger`() throws {
        var zone = try self.billed()
        zone.pay(0, 12_000, "first")
        try zone.block(after: 1)
        try zone.run(from: Samples.start.adding(seconds: 10_800), intervals: 12, [9000, 9000])
        try zone.block(after: 3600)
        #expect(zone.state.bills[1].totalPaise == 108_000)
        zone.submit(.disputeBill(DisputeBill(bill: 1, complaint: .sha256([1]))), by: .registrar)
        try zone.block(after: 1)
        #expect(zone.state.accounts[0].dispute?.requiredPaise == 12_000)
        self.deposit(&zone, 12_000, "no dispute over this bill")
        #expect(try zone.block(after: 1).failures == [.noDispute(bill: 0)])
    }

    @Test func `a payment that is taken back opens the newest bill again, and ends its permit`() throws {
        var zone = try self.billed()
        zone.pay(0, 15_000, "cheque")
        #expect(try zone.block(after: 1).kinds == ["paymentRecorded", "permitGranted"])
        zone.submit(.reversal(Reversal(reference: "cheque", reason: .dishonoured)), by: .collector)
        #expect(try zone.block(after: 1).kinds == ["paymentReversed", "permitShortened"])
        #expect(zone.state.bills[0].openPaise == 12_000 && zone.state.bills[0].settledAt == nil)
        #expect(zone.state.accounts[0].permitThrough == Self.due && zone.state.accounts[0].creditPaise == 0)
        zone.submit(.reversal(Reversal(reference: "cheque", reason: .dishonoured)), by: .collector)
        zone.submit(.reversal(Reversal(reference: "none", reason: .mistaken)), by: .collector)
        let failures = try zone.block(after: 1).failures
        #expect(failures.last == .unknownPayment(reference: "none") && failures.count == 2)
        try zone.restart(seed: 3)
        #expect(try zone.block(after: 4000).kinds.contains("noticeServed"))
        try zone.block(after: 7200)
        #expect(zone.state.accounts[0].stage == .ordered)
        zone.pay(0, 12_000, "cash")
        #expect(try zone.block(after: 1).kinds.contains("orderRevoked"))
    }

    @Test func `a deposit is taken back from what holds it: the dispute, or the account after the decision`() throws {
        var zone = try self.billed()
        zone.submit(.disputeBill(DisputeBill(bill: 0, complaint: .sha256([1]))), by: .registrar)
        self.deposit(&zone, 5000, "held")
        self.deposit(&zone, 3000, "decided")
        try zone.block(after: 1)
        zone.submit(.reversal(Reversal(reference: "held", reason: .mistaken)), by: .collector)
        try zone.block(after: 1)
        #expect(zone.state.accounts[0].dispute?.depositPaise == 3000 && zone.state.zone.heldPaise == 3000)
        zone.submit(.decideDispute(DecideDispute(bill: 0, reliefPaise: 0, order: .sha256([2]))), by: .regulator)
        try zone.run(from: Samples.start.adding(seconds: 10_800), intervals: 12, [1000, 1000])
        try zone.block(after: 3600)
        zone.submit(.disputeBill(DisputeBill(bill: 1, complaint: .sha256([1]))), by: .registrar)
        zone.submit(
            .deposit(Deposit(bill: 1, amountPaise: 9000, reference: "other", receivedAt: zone.state.time)),
            by: .collector)
        zone.submit(.reversal(Reversal(reference: "decided", reason: .dishonoured)), by: .collector)
        try zone.block(after: 1)
        #expect(zone.state.accounts[0].dispute?.depositPaise == 9000 && zone.state.zone.heldPaise == 9000)
        #expect(zone.state.accounts[0].paidPaise == 0 && zone.state.bills[0].settledPaise == 0)
    }

    @Test func `arrears that no bill has shown for two years support no order`() throws {
        var zone = try self.billed(Self.policy { $0.maximumOrdersPerDay = 0 })
        try zone.block(at: Self.due.adding(seconds: 1))
        #expect(zone.state.accounts[0].stage == .noticed)
        // Bills go on and show it: the bar does not run.
        for _ in 0..<12 { try zone.block(after: 40_000) }
        let shown = try #require(zone.state.accounts[0].lastBilledAt)
        #expect(shown > Self.due)
        zone.submit(.protect(Protect(account: AccountID(0), reason: .dispute)), by: .regulator)
        try zone.block(after: 1)
        var policy = zone.state.policy
        policy.billingPeriodSeconds = 366 * 86_400
        policy.maximumOrdersPerDay = 100
        policy.billingGraceSeconds = 366 * 86_400
        zone.submit(.setPolicy(policy), by: .registrar)
        try zone.block(after: 1)
        try zone.block(after: 30_000)
        let last = try #require(zone.state.accounts[0].lastBilledAt)
        try zone.block(at: last.adding(seconds: 2 * 365 * 86_400 + 1))
        zone.submit(.protect(Protect(account: AccountID(0), reason: nil)), by: .regulator)
        if zone.state.accounts[0].lastBilledAt == last {
            #expect(!(try zone.block(after: 1).kinds.contains("noticeServed")))
        }
    }

    @Test func `an order waits for an officer's signature where the policy asks for one`() throws {
        var zone = try self.billed(Self.policy { $0.ordersNeedSignature = true })
        zone.submit(.approveOrder(ApproveOrder(account: AccountID(0))), by: .registrar)
        #expect(try zone.block(at: Self.due.adding(seconds: 1)).failures == [.noOrderWaits(AccountID(0))])
        #expect(try zone.block(after: 7200).kinds.contains("orderAwaitsSignature"))
        try zone.block(after: 1000)
        #expect(zone.state.orders.isEmpty)
        try zone.restart(seed: 4)
        zone.submit(.approveOrder(ApproveOrder(account: AccountID(0))), by: .registrar)
        #expect(try zone.block(after: 1).kinds == ["orderIssued"])
    }

    @Test func `orders that wait for a signature go on when the policy no longer asks for one`() throws {
        var zone = try self.billed(Self.policy { $0.ordersNeedSignature = true })
        try zone.block(at: Self.due.adding(seconds: 1))
        try zone.block(after: 7200)
        zone.submit(.setPolicy(Self.policy()), by: .registrar)
        #expect(try zone.block(after: 1).kinds == ["policySet", "orderIssued"])
    }

    @Test func `more orders in a day than the policy allows take another organisation's word`() throws {
        var zone = try self.billed(Self.policy { $0.maximumOrdersPerDay = 0 })
        try zone.block(at: Self.due.adding(seconds: 1))
        try zone.block(after: 7200)
        #expect(zone.state.accounts[0].awaitsOrder)
        let day = UInt32(zone.state.time.adding(seconds: 19_800).seconds / 86_400)
        zone.submit(.releaseOrders(ReleaseOrders(day: day, additional: 1)), by: .registrar)
        zone.submit(.releaseOrders(ReleaseOrders(day: day - 1, additional: 1)), by: .regulator)
        let failures = try zone.block(after: 1).failures
        #expect(
            failures == [
                .missingRole(needed: [.regulator, .auditor]), .dayHasPassed(today: day, found: day - 1),
            ])
        zone.submit(.releaseOrders(ReleaseOrders(day: day, additional: 1)), by: .regulator)
        #expect(try zone.block(after: 1).kinds == ["ordersReleased", "orderIssued"])
    }
}
