internal import Ledger
internal import Metering

/// Payments that are taken back.
extension ContractState {
    mutating func record(_ reversal: Reversal, by collector: PrincipalID) throws(FailureReason) {
        guard let number = self.index.payments[PaymentName(collector, reversal.reference)],
            let payment = self.paymentTable[number]
        else { throw .unknownPayment(reference: reversal.reference) }
        // What a consumer gave away is the other one's.
        guard payment.source == nil else { throw .unknownPayment(reference: reversal.reference) }
        if let at = payment.reversedAt { throw .reversedBefore(payment: number, at: at) }
        guard let account = self.accountTable[payment.account.number] else { throw .unknownAccount(payment.account) }
        let now = self.time
        self.paymentTable.change(number) {
            $0.reversedAt = now
            $0.reversal = reversal.reason
        }
        self.events.append(
            .paymentReversed(
                payment: number, account: payment.account, label: account.label, amountPaise: payment.amountPaise,
                reference: payment.reference, why: reversal.reason))
        // A bill is disputed once: the money is held while that dispute is open.
        if let bill = payment.disputedBill, bill == account.dispute?.bill {
            self.zones.change(0) { $0.heldPaise = $0.heldPaise.subtractingSaturated(payment.amountPaise) }
            self.accountTable.change(payment.account.number) { $0.dispute?.depositPaise -= payment.amountPaise }
        } else {
            self.takeBack(payment.amountPaise, from: payment.account.number)
        }
        self.review(payment.account.number)
        self.reopenVouchers(settledBy: number)
    }

    /// Credit first, then what settled the newest bills; the permit that they gave goes with them. What went to another
    /// account meanwhile is owed: the next payment makes it good before any bill.
    private mutating func takeBack(_ amount: Int64, from number: UInt32) {
        guard let account = self.accountTable[number] else { return }
        let fromCredit = max(0, min(amount, account.creditPaise))
        var left = amount - fromCredit
        self.zones.change(0) { $0.receivedPaise = $0.receivedPaise.subtractingSaturated(amount) }
        self.accountTable.change(number) {
            $0.paidPaise = $0.paidPaise.subtractingSaturated(amount)
            $0.creditPaise = $0.creditPaise.subtractingSaturated(fromCredit)
        }
        for bill in self.index.accountBills[Int(number)].reversed() where left > 0 {
            guard let record = self.billTable[bill], record.settledPaise > 0 else { continue }
            let share = min(left, record.settledPaise)
            left -= share
            self.billTable.change(bill) {
                $0.settledPaise -= share
                $0.settledAt = nil
            }
            if record.settledAt != nil { self.reopen(bill, of: number) }
        }
        if left > 0 { self.accountTable.change(number) { $0.creditPaise = $0.creditPaise.subtractingSaturated(left) } }
        guard let oldest = self.openBills(of: AccountID(number)).first.flatMap({ self.billTable[$0] }),
            account.permitThrough > oldest.dueAt
        else { return }
        self.accountTable.change(number) { $0.permitThrough = oldest.dueAt }
        self.events.append(.permitShortened(AccountID(number), label: account.label, through: oldest.dueAt))
    }

    private mutating func reopen(_ bill: UInt32, of account: UInt32) {
        let open = self.index.openBills[Int(account)]
        self.index.openBills[Int(account)].insert(bill, at: open.firstIndex { $0 > bill } ?? open.count)
    }
}
