import Contract
import Identity
import Ledger
import Metering
import Testing

/// Vouchers: open until their payment is on the chain, whichever of the two comes first.
@Suite struct VoucherTests {
    /// Two houses; the box is the meters'.
    private func zone() throws -> Zone {
        var zone = try Zone()
        try zone.setUp(houses: 2)
        return zone
    }

    @Test func `a voucher is open until its payment comes, and moves no money by itself`() throws {
        var zone = try self.zone()
        zone.use(zone.voucher("R-17"))
        let used = try zone.block(after: 1)
        #expect(used.kinds == ["voucherUsed"] && "\(used)".contains("R-17"))
        let voucher = try #require(zone.state.vouchers.first)
        #expect(voucher.account == AccountID(0) && voucher.issuer == Zone.id(.collector) && !voucher.isSettled)
        #expect(zone.state.accounts[0].paidPaise == 0 && zone.state.zone.receivedPaise == 0)
        zone.pay(0, 500, "R-17")
        #expect(try zone.block(after: 1).kinds == ["paymentRecorded", "voucherSettled"])
        #expect(zone.state.vouchers.first?.payment == 0 && zone.state.accounts[0].paidPaise == 500)
        try zone.restart(seed: 1)
        #expect(try !zone.block(after: 90_000).kinds.contains("voucherUnsettled"))
    }

    @Test func `a payment that was there before settles it at once`() throws {
        var zone = try self.zone()
        zone.pay(0, 500, "R-17")
        try zone.block(after: 1)
        zone.use(zone.voucher("R-17"))
        #expect(try zone.block(after: 1).kinds == ["voucherUsed", "voucherSettled"])
        #expect(zone.state.vouchers.first?.payment == 0 && zone.state.accounts[0].paidPaise == 500)
    }

    @Test func `no payment of another account, reference or collector settles it, nor credit that was given`() throws {
        var zone = try self.zone()
        zone.use(zone.voucher("R-17"))
        zone.pay(1, 500, "R-17")
        zone.pay(0, 500, "R-18")
        try zone.block(after: 1)
        #expect(zone.state.vouchers.first?.isSettled == false)
        // The name is taken, so that this voucher stays open.
        zone.pay(0, 500, "R-17")
        #expect(try zone.block(after: 1).failures == [.paymentReplayed(payment: 0, reference: "R-17")])
        // A voucher of the utility's is settled by whoever collects under its reference.
        zone.use(zone.voucher("R-18", by: .registrar))
        #expect(try zone.block(after: 1).kinds == ["voucherUsed", "voucherSettled"])
        #expect(zone.state.vouchers.map(\.payment) == [nil, 1])
    }

    @Test func `one that ends without a payment is told once, and settled all the same when it comes`() throws {
        var zone = try self.zone()
        zone.use(zone.voucher("R-17", seconds: 3600))
        try zone.block(after: 1)
        #expect(try zone.block(after: 3500).kinds.contains("voucherUnsettled") == false)
        try zone.restart(seed: 2)
        let told = try zone.block(after: 200)
        #expect(told.kinds.contains("voucherUnsettled") && "\(told)".contains("ask collector for the money"))
        #expect(zone.state.vouchers.first?.unsettledAt == zone.state.time)
        try zone.restart(seed: 3)
        #expect(try !zone.block(after: 200).kinds.contains("voucherUnsettled"))
        zone.pay(0, 500, "R-17")
        #expect(try zone.block(after: 1).kinds.contains("voucherSettled"))
        #expect(zone.state.vouchers.first?.unsettledAt == nil)
    }

    @Test func `what a box says after days without the chain counts, and is told at once where it is over`() throws {
        var zone = try self.zone()
        let signed = zone.voucher("R-17", seconds: 3600)
        let usedAt = zone.state.time.adding(seconds: 10)
        try zone.block(after: 400_000)
        zone.use(signed, at: usedAt)
        let kinds = try zone.block(after: 1).kinds
        #expect(kinds.filter { $0.hasPrefix("voucher") } == ["voucherUsed", "voucherUnsettled"])
    }

    @Test func `a payment that is taken back opens it again, and tells of it where it is over`() throws {
        var zone = try self.zone()
        zone.use(zone.voucher("R-17", seconds: 3600))
        zone.pay(0, 500, "R-17")
        try zone.block(after: 1)
        zone.submit(.reversal(Reversal(reference: "R-17", reason: .dishonoured)), by: .collector)
        let kinds = try zone.block(after: 1).kinds
        #expect(kinds == ["paymentReversed", "voucherReopened"])
        #expect(zone.state.vouchers.first?.isSettled == false)
        try zone.restart(seed: 4)
        #expect(try zone.block(after: 3700).kinds.contains("voucherUnsettled"))

        var late = try self.zone()
        late.use(late.voucher("R-17", seconds: 3600))
        late.pay(0, 500, "R-17")
        try late.block(after: 1)
        try late.block(after: 3700)
        late.submit(.reversal(Reversal(reference: "R-17", reason: .dishonoured)), by: .collector)
        let later = try late.block(after: 1).kinds.filter { $0.hasPrefix("voucher") }
        #expect(later == ["voucherReopened", "voucherUnsettled"])
    }

    @Test func `a payment that is taken back leaves it settled where another collector has one under its reference`()
        throws
    {
        var zone = try self.zone()
        zone.submit(
            .registerPrincipal(
                Principal(
                    label: "other bank", key: Zone.keys[Int(Who.consumer.rawValue)].publicKey, roles: .collector)),
            by: .registrar)
        try zone.block(after: 1)
        zone.use(zone.voucher("R-17", by: .registrar, seconds: 3600))
        zone.pay(0, 500, "R-17")
        zone.submit(
            .payment(
                Payment(account: AccountID(0), amountPaise: 300, reference: "R-17", receivedAt: zone.state.time)),
            by: .consumer)
        // Another account's, which settles nothing.
        zone.pay(1, 400, "R-18")
        try zone.block(after: 1)
        #expect(zone.state.vouchers.map(\.payment) == [0])
        try zone.restart(seed: 6)
        let reversal = TransactionBody.reversal(Reversal(reference: "R-17", reason: .dishonoured))
        zone.submit(reversal, by: .collector)
        #expect(try zone.block(after: 1).kinds == ["paymentReversed", "voucherSettled"])
        #expect(zone.state.vouchers.map(\.payment) == [1] && zone.state.accounts[0].paidPaise == 300)
        try zone.restart(seed: 7)
        #expect(try !zone.block(after: 3700).kinds.contains("voucherUnsettled"))
        zone.submit(reversal, by: .consumer)
        #expect(
            try zone.block(after: 1).kinds.filter { $0 != "permitShortened" } == [
                "paymentReversed", "voucherReopened", "voucherUnsettled",
            ])
        #expect(zone.state.vouchers.map(\.payment) == [nil] && zone.state.zone.receivedPaise == 400)
        try zone.restart(seed: 8)
        try zone.block(after: 1)
    }

    @Test func `money under protest settles it too, as the collector has recorded it`() throws {
        var zone = try self.zone()
        try zone.run(from: Samples.start, intervals: 12, [2000, 1000, 1000])
        try zone.block(at: Samples.start.adding(seconds: 11_700))
        zone.submit(.disputeBill(DisputeBill(bill: 0, complaint: .sha256([1]))), by: .registrar)
        zone.use(zone.voucher("D-1"))
        try zone.block(after: 1)
        zone.submit(
            .deposit(Deposit(bill: 0, amountPaise: 100, reference: "D-1", receivedAt: zone.state.time)), by: .collector)
        #expect(try zone.block(after: 1).kinds == ["depositRecorded", "voucherSettled"])
        zone.submit(.reversal(Reversal(reference: "D-1", reason: .mistaken)), by: .collector)
        #expect(try zone.block(after: 1).kinds == ["paymentReversed", "voucherReopened"])
    }

    @Test func `a second use, a foreign box, and what nobody of them signed are refused`() throws {
        var zone = try self.zone()
        let signed = zone.voucher("R-17")
        zone.use(signed)
        zone.use(signed)
        zone.use(zone.voucher("R-18"), by: .otherBox)
        zone.use(zone.voucher("R-18", by: .box))
        zone.use(SignedVoucher(zone.voucher("R-18").voucher, key: signed.key, signature: signed.signature))
        zone.use(zone.voucher("R-18", seconds: 604_801))
        zone.use(zone.voucher("R-18", seconds: 10), at: zone.state.time.adding(seconds: 10))
        // The transformer's meter has no account.
        zone.use(zone.voucher("R-18", meter: 0))
        zone.use(zone.voucher("R-18", meter: 9))
        #expect(
            try zone.block(after: 1).failures == [
                .voucherReplayed(voucher: 0), .foreignMeter(MeterID(1), box: Zone.id(.box)), .voucherIssuer,
                .voucherSignature, .voucherTerm, .voucherTerm, .nobodyPays(MeterID(0)), .unknownMeter(MeterID(9)),
            ])
        #expect(zone.state.vouchers.count == 1)
    }

    @Test func `a key that was revoked since ends no duty to pay`() throws {
        var zone = try self.zone()
        let signed = zone.voucher("R-17")
        zone.submit(.revokeKey(RevokeKey(principal: Zone.id(.collector), cause: .lost)), by: .registrar)
        try zone.block(after: 1)
        zone.use(signed)
        #expect(try zone.block(after: 1).kinds == ["voucherUsed"])
    }

    @Test func `nor does a key that its holder gave up, which nobody else gets and which signs nothing more`() throws {
        var zone = try self.zone()
        let signed = zone.voucher("R-17")
        let key = try SigningKey(seed: Array(repeating: 77, count: 32))
        zone.submit(
            .rotateKey(RotateKey(to: key, of: Zone.id(.collector), genesis: zone.genesisHash)), by: .collector)
        try zone.block(after: 1)
        let old = Zone.keys[Int(Who.collector.rawValue)].publicKey
        #expect(zone.state.principal(with: old) == nil && zone.state.principals[4].formerKeys == [old])
        try zone.restart(seed: 5)
        zone.use(signed)
        zone.submit(.registerPrincipal(Principal(label: "new", key: old, roles: .crew)), by: .registrar)
        let events = try zone.block(after: 1)
        #expect(events.kinds.first == "voucherUsed" && events.failures == [.keyTaken])
        #expect(zone.state.vouchers.first?.issuer == Zone.id(.collector))
    }

    @Test func `it is of the payment ledger, and of the account that paid for the meter when it was used`() throws {
        var zone = try self.zone()
        #expect(TransactionBody.voucher(UseVoucher(zone.voucher("R"), usedAt: zone.state.time)).ledger == .payment)
        let signed = zone.voucher("R-17")
        let usedAt = zone.state.time.adding(seconds: 5)
        zone.submit(
            .amendMeter(
                AmendMeter(
                    meter: MeterID(1), from: Samples.start.adding(seconds: 900), fact: .account(AccountID(1)))),
            by: .registrar)
        try zone.block(at: Samples.start.adding(seconds: 1000))
        zone.use(signed, at: usedAt)
        try zone.block(after: 1)
        #expect(zone.state.vouchers.first?.account == AccountID(0))
    }
}
