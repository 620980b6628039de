import Appliance
import Contract
import Identity
import Ledger
import Metering
import Testing

/// What a collector may record, however large, makes a statement.
@Suite("Statements") struct StatementTests {
    @Test("Credit that its holder gave to another account stands in both statements")
    func givenCredit() throws {
        var zone = try ProofZone()
        try zone.register()
        try zone.pay(0, 5000, "P")
        try zone.give(1200, "for Asha")
        let giver = AccountStatement(0, zone.state, days: AccountStatement.allDays(of: 0, zone.state))
        let taker = AccountStatement(1, zone.state, days: AccountStatement.allDays(of: 1, zone.state))
        #expect(giver.entries.map(\.kind) == [.payment, .given] && giver.closingPaise == -3800)
        #expect(taker.entries.map(\.kind) == [.payment] && taker.closingPaise == -1200)
        #expect(giver.text.contains("for another account, for Asha"))
    }

    @Test("Deposits that were taken back while they were held do not overflow the sums")
    func largestAmounts() throws {
        var zone = try ProofZone()
        try zone.register()
        try zone.read(intervals: 12)
        try zone.block(after: 1000)
        zone.submit(.disputeBill(DisputeBill(bill: 0, complaint: .sha256([1]))), by: .regulator)
        try zone.block(after: 1)
        try zone.pay(0, .max - 1_000_000, "P")
        zone.submit(
            .deposit(
                Deposit(bill: 0, amountPaise: .max - 1_000_000, reference: "D", receivedAt: zone.state.time)),
            by: .collector)
        try zone.block(after: 1)
        zone.submit(.reversal(Reversal(reference: "D", reason: .dishonoured)), by: .collector)
        try zone.block(after: 1)
        zone.submit(
            .decideDispute(DecideDispute(bill: 0, reliefPaise: 0, order: .sha256([2]))), by: .regulator)
        try zone.block(after: 1)
        #expect(zone.state.payments.count == 2 && zone.state.accounts[0].dispute == nil)
        let statement = AccountStatement(
            0, zone.state, days: AccountStatement.allDays(of: 0, zone.state))
        #expect(statement.entries.map(\.kind) == [.bill, .payment, .deposit, .reversal])
        #expect(statement.closingPaise == zone.state.accounts[0].balancePaise && statement.closingPaise < -1_000_000)
        #expect(statement.text.contains("credit at the end") && !StatementPage(statement).html.isEmpty)
    }
}
