import Contract
import Identity
import Ledger
import Metering
import TestSupport
import Testing

/// Consumers who pay from credit and dispute bills with keys of their own.
@Suite struct CreditTests {
    private static let issued = Samples.start.adding(seconds: 11_700)
    private static let due = issued.adding(seconds: 3600)
    private static let consumer = PrincipalID(Who.consumer.rawValue)

    /// Two houses that used 12 kWh (120 ₹) each in the first period; the consumer holds the first one's account, on which
    /// `credit` lies besides; nil: nothing was paid.
    private func billed(credit: Int64? = 20_000, holds: Bool = true) throws -> Zone {
        var zone = try Zone()
        try zone.setUp(houses: 2)
        zone.submit(
            .registerPrincipal(
                Principal(label: "tenant", key: Zone.keys[Int(Who.consumer.rawValue)].publicKey, roles: .consumer)),
            by: .registrar)
        if holds { zone.submit(.setHolder(SetHolder(account: AccountID(0), holder: Self.consumer)), by: .registrar) }
        try zone.run(from: Samples.start, intervals: 12, [2000, 1000, 1000])
        try zone.block(at: Self.issued)
        #expect(zone.state.bills.map(\.totalPaise) == [12_000, 12_000])
        guard let credit else { return zone }
        zone.pay(0, 12_000 + credit, "counter")
        try zone.block(after: 1)
        #expect(zone.state.accounts[0].creditPaise == credit)
        return zone
    }

    private func give(
        _ zone: inout Zone, _ paise: Int64, _ reference: String = "gift", from: UInt32 = 0, to: UInt32 = 1
    ) {
        zone.submit(
            .payFromCredit(
                PayFromCredit(
                    from: AccountID(from), account: AccountID(to), amountPaise: paise, reference: reference)),
            by: .consumer)
    }

    @Test func `credit pays another account's bill and gives its permit; no money enters the zone`() throws {
        var zone = try self.billed()
        let received = zone.state.zone.receivedPaise
        self.give(&zone, 12_000)
        #expect(try zone.block(after: 1).kinds == ["paymentRecorded", "paidFromCredit", "permitGranted"])
        #expect(zone.state.accounts.map(\.creditPaise) == [8000, 0])
        #expect(zone.state.bills[1].settledAt == zone.state.time && zone.state.zone.receivedPaise == received)
        let payment = try #require(zone.state.payments.last)
        #expect(payment.collector == Self.consumer && payment.source == AccountID(0) && payment.account == AccountID(1))
        #expect(payment.shares.map(\.amountPaise) == [12_000])
        try zone.restart(seed: 3)
    }

    @Test func `what is not the sender's, not there, or paid before is refused and moves nothing`() throws {
        var zone = try self.billed()
        let before = zone.state.accounts
        self.give(&zone, 20_001)
        self.give(&zone, 1, from: 0, to: 0)
        self.give(&zone, 1, from: 1, to: 0)
        self.give(&zone, 1, from: 0, to: 9)
        self.give(&zone, 1, from: 9, to: 0)
        #expect(
            try zone.block(after: 1).failures == [
                .creditTooSmall(account: AccountID(0), creditPaise: 20_000), .creditToItself,
                .notTheHolder(account: AccountID(1)), .unknownAccount(AccountID(9)), .unknownAccount(AccountID(9)),
            ])
        #expect(zone.state.accounts == before)
        self.give(&zone, 10, "twice")
        self.give(&zone, 10, "twice")
        #expect(try zone.block(after: 1).failures == [.paymentReplayed(payment: 1, reference: "twice")])
        #expect(zone.state.accounts[0].creditPaise == 19_990)
    }

    @Test func `nobody holds an account before the registrar says so, nor after; a holder is a consumer`() throws {
        var zone = try self.billed(holds: false)
        self.give(&zone, 1)
        zone.submit(.setHolder(SetHolder(account: AccountID(0), holder: Zone.id(.collector))), by: .registrar)
        zone.submit(.setHolder(SetHolder(account: AccountID(0), holder: PrincipalID(77))), by: .registrar)
        zone.submit(.setHolder(SetHolder(account: AccountID(7), holder: nil)), by: .registrar)
        zone.submit(.setHolder(SetHolder(account: AccountID(0), holder: Self.consumer)), by: .consumer)
        #expect(
            try zone.block(after: 1).failures == [
                .notTheHolder(account: AccountID(0)), .missingRole(needed: .consumer),
                .unknownPrincipal(PrincipalID(77)), .unknownAccount(AccountID(7)), .missingRole(needed: .registrar),
            ])
        zone.submit(.setHolder(SetHolder(account: AccountID(0), holder: Self.consumer)), by: .registrar)
        try zone.block(after: 1)
        self.give(&zone, 5, "held")
        #expect(try zone.block(after: 1).failures == [])
        zone.submit(.setHolder(SetHolder(account: AccountID(0), holder: nil)), by: .registrar)
        try zone.block(after: 1)
        self.give(&zone, 5, "left")
        #expect(try zone.block(after: 1).failures == [.notTheHolder(account: AccountID(0))])
        #expect(zone.state.accounts[1].paidPaise == 5)
        try zone.restart(seed: 4)
    }

    @Test func `a payment taken back after its money went on leaves a debt that is made good first`() throws {
        var zone = try self.billed()
        self.give(&zone, 15_000)
        try zone.block(after: 1)
        zone.submit(.reversal(Reversal(reference: "counter", reason: .dishonoured)), by: .collector)
        #expect(try zone.block(after: 1).kinds == ["paymentReversed", "permitShortened"])
        // 5000 of credit and the bill's 12 000 came back; 15 000 are gone.
        #expect(zone.state.accounts[0].creditPaise == -15_000 && zone.state.accounts[0].paidPaise == -15_000)
        #expect(zone.state.accounts[0].balancePaise == 27_000 && zone.state.bills[0].settledPaise == 0)
        #expect(zone.state.accounts[1].creditPaise == 3000 && zone.state.bills[1].settledAt != nil)
        self.give(&zone, 1, "more")
        #expect(try zone.block(after: 1).failures == [.creditTooSmall(account: AccountID(0), creditPaise: 0)])
        zone.pay(0, 16_000, "part")
        try zone.block(after: 1)
        #expect(zone.state.accounts[0].creditPaise == 1000 - 1000 && zone.state.bills[0].settledPaise == 1000)
        zone.pay(0, 11_000, "rest")
        #expect(try zone.block(after: 1).kinds.contains("permitGranted"))
        #expect(zone.state.accounts[0].balancePaise == 0)
        try zone.restart(seed: 5)
    }

    @Test func `what a consumer gave away is taken back by nobody`() throws {
        var zone = try self.billed()
        self.give(&zone, 100, "gift")
        try zone.block(after: 1)
        zone.submit(.reversal(Reversal(reference: "gift", reason: .mistaken)), by: .consumer)
        zone.submit(.reversal(Reversal(reference: "gift", reason: .mistaken)), by: .collector)
        #expect(try zone.block(after: 1).failures.count == 2)
        #expect(zone.state.accounts[1].creditPaise == 0 && zone.state.bills[1].settledPaise == 100)
    }

    /// The zone checks after every block that money is conserved, account by account and bill by bill.
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `however payments, gifts, reversals and bills follow one another, no paisa is made or lost`(
        _ seed: UInt64
    ) throws {
        var random = SeededGenerator(seed: seed)
        var zone = try self.billed()
        zone.submit(.setHolder(SetHolder(account: AccountID(1), holder: Self.consumer)), by: .registrar)
        var (given, interval) = (0, Int64(13))
        for step in 0..<150 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0...2:
                let account = UInt32.random(in: 0...1, using: &random)
                zone.pay(account, .random(in: 1...30_000, using: &random), "P\(step)")
            case 3...6:
                let from = UInt32.random(in: 0...1, using: &random)
                self.give(&zone, .random(in: 1...9000, using: &random), "G\(step)", from: from, to: 1 - from)
            case 7:
                let reference = "P\(Int.random(in: 0...step, using: &random))"
                zone.submit(.reversal(Reversal(reference: reference, reason: .dishonoured)), by: .collector)
            default:
                zone.read(Samples.start.adding(seconds: interval * 900), [3000, 1000, 2000])
                interval += 1
            }
            let time = max(zone.state.time.adding(seconds: 1), Samples.start.adding(seconds: interval * 900))
            let events = try zone.block(at: time)
            given += events.kinds.count { $0 == "paidFromCredit" }
        }
        #expect(given > 5 && zone.state.payments.contains { $0.reversedAt != nil } && zone.state.bills.count > 2)
        try zone.restart(seed: seed)
    }

    @Test func `a consumer disputes its own bill and no other`() throws {
        var zone = try self.billed(credit: nil)
        zone.submit(.disputeBill(DisputeBill(bill: 1, complaint: .sha256([1]))), by: .consumer)
        #expect(try zone.block(after: 1).failures == [.notTheHolder(account: AccountID(1))])
        zone.submit(.disputeBill(DisputeBill(bill: 0, complaint: .sha256([1]))), by: .consumer)
        #expect(try zone.block(after: 1).kinds.contains("disputeOpened"))
        #expect(zone.state.accounts[0].dispute?.openedBy == Self.consumer)
    }
}
