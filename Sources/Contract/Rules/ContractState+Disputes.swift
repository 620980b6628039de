internal import Ledger
internal import Metering

/// Disputed bills, deposits under protest, and decisions.
extension ContractState {
    /// Bills whose average the deposit is held against: those of the preceding six months.
    private static let averageSeconds: Int64 = 183 * 86_400

    mutating func open(_ dispute: DisputeBill, by sender: PrincipalID) throws(FailureReason) {
        guard let bill = self.billTable[dispute.bill] else { throw .unknownBill(dispute.bill) }
        guard let account = self.accountTable[bill.account.number] else { throw .unknownAccount(bill.account) }
        let roles = self.principalTable[sender.number]?.roles ?? []
        if roles.isDisjoint(with: [.registrar, .regulator]) { try self.checkHolder(sender, of: bill.account, account) }
        guard !bill.marks.contains(.disputed) else { throw .disputedBefore(bill: dispute.bill) }
        if let open = account.dispute { throw .disputeOpen(bill: open.bill) }
        guard bill.openPaise > 0 else { throw .nothingToDispute(bill: dispute.bill) }
        let record = Dispute(
            bill: dispute.bill, openedBy: sender, openedAt: self.time,
            deadline: self.time.adding(seconds: Int64(self.policy.disputeSeconds)),
            requiredPaise: self.requiredDeposit(for: bill), complaint: dispute.complaint)
        self.billTable.change(dispute.bill) { $0.marks.insert(.disputed) }
        self.accountTable.change(bill.account.number) { $0.dispute = record }
        self.events.append(
            .disputeOpened(
                bill: dispute.bill, account: bill.account, label: account.label, deadline: record.deadline,
                requiredPaise: record.requiredPaise))
        self.review(bill.account.number)
    }

    /// The claim, or the average of the account's bills of the six months before the disputed one, whichever is less.
    private func requiredDeposit(for bill: BillRecord) -> Int64 {
        let since = bill.periodStart.adding(seconds: -Self.averageSeconds)
        let earlier = self.index.accountBills[Int(bill.account.number)].compactMap { self.billTable[$0] }
            .filter { $0.periodEnd <= bill.periodStart && $0.periodEnd > since }
        guard !earlier.isEmpty else { return bill.openPaise }
        let sum = earlier.reduce(Int64(0)) { $0.addingSaturated($1.totalPaise.subtractingSaturated($1.reliefPaise)) }
        let count = Int64(earlier.count)
        return max(0, min(bill.openPaise, sum / count + (sum % count > 0 ? 1 : 0)))
    }

    mutating func record(_ deposit: Deposit, by collector: PrincipalID) throws(FailureReason) {
        guard let bill = self.billTable[deposit.bill] else { throw .unknownBill(deposit.bill) }
        let name = try self.unusedName(deposit.reference, of: collector)
        guard let account = self.accountTable[bill.account.number], let dispute = account.dispute,
            dispute.bill == deposit.bill
        else { throw .noDispute(bill: deposit.bill) }
        try self.checkNotAhead(deposit.receivedAt)
        guard let number = self.paymentTable.nextNumber else { throw .numbersUsedUp }
        let held = self.zone.heldPaise.addingReportingOverflow(deposit.amountPaise)
        let own = dispute.depositPaise.addingReportingOverflow(deposit.amountPaise)
        guard !held.overflow, !own.overflow else { throw .amountOverflow }
        self.zones.change(0) { $0.heldPaise = held.partialValue }
        self.accountTable.change(bill.account.number) { $0.dispute?.depositPaise = own.partialValue }
        self.index.payments[name] = number
        self.paymentTable.append(
            PaymentRecord(
                disputedBill: deposit.bill, collector: collector, account: bill.account,
                amountPaise: deposit.amountPaise,
                reference: deposit.reference, receivedAt: deposit.receivedAt, recordedAt: self.time, shares: []))
        self.events.append(
            .depositRecorded(
                payment: number, bill: deposit.bill, account: bill.account, label: account.label,
                amountPaise: deposit.amountPaise, reference: deposit.reference))
        self.review(bill.account.number)
        self.settleVouchers(with: number)
    }

    /// The utility does not judge its own bill where there is a regulator.
    private func checkJudge(_ sender: PrincipalID) throws(FailureReason) {
        let isRegulator = self.principalTable[sender.number]?.roles.contains(.regulator) ?? false
        let hasRegulator = self.principalTable.rows.contains { $0.roles.contains(.regulator) && $0.revokedAt == nil }
        guard isRegulator || !hasRegulator else { throw .missingRole(needed: .regulator) }
    }

    /// What is held becomes the account's money; what is taken off a bill is owed no more.
    mutating func decide(
        _ decision: DecideDispute, by sender: PrincipalID, signers: [PrincipalID]
    ) throws(FailureReason) {
        try self.checkJudge(sender)
        try self.checkApproval(of: .disputes, by: signers)
        guard let bill = self.billTable[decision.bill] else { throw .unknownBill(decision.bill) }
        let number = bill.account.number
        guard let account = self.accountTable[number], let dispute = account.dispute, dispute.bill == decision.bill
        else { throw .noDispute(bill: decision.bill) }
        guard decision.reliefPaise <= max(0, bill.totalPaise) else {
            throw .reliefTooLarge(bill: decision.bill, totalPaise: bill.totalPaise)
        }
        let paid = account.paidPaise.addingReportingOverflow(dispute.depositPaise)
        let received = self.zone.receivedPaise.addingReportingOverflow(dispute.depositPaise)
        let billed = account.billedPaise.subtractingReportingOverflow(decision.reliefPaise)
        let allBilled = self.zone.billedPaise.subtractingReportingOverflow(decision.reliefPaise)
        let balance = billed.partialValue.subtractingReportingOverflow(paid.partialValue)
        guard !paid.overflow, !received.overflow, !billed.overflow, !allBilled.overflow, !balance.overflow else {
            throw .amountOverflow
        }
        self.zones.change(0) {
            $0.heldPaise = $0.heldPaise.subtractingSaturated(dispute.depositPaise)
            $0.receivedPaise = received.partialValue
            $0.billedPaise = allBilled.partialValue
        }
        // What was settled beyond the bill that is left is credit again.
        let surplus = max(0, bill.settledPaise - (bill.totalPaise - decision.reliefPaise))
        self.billTable.change(decision.bill) {
            $0.reliefPaise = decision.reliefPaise
            $0.settledPaise -= surplus
        }
        self.accountTable.change(number) {
            $0.paidPaise = paid.partialValue
            $0.billedPaise = billed.partialValue
            $0.creditPaise = $0.creditPaise.addingSaturated(dispute.depositPaise).addingSaturated(surplus)
            $0.dispute = nil
        }
        self.events.append(
            .disputeDecided(
                bill: decision.bill, account: bill.account, label: account.label, reliefPaise: decision.reliefPaise,
                depositPaise: dispute.depositPaise))
        _ = self.settleBills(of: number)
        self.review(number)
    }
}
