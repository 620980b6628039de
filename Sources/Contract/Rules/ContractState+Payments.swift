internal import Ledger
public import Metering

/// The payment ledger: money comes in once, settles the oldest bill first, and what is left is credit.
extension ContractState {
    /// The most bills that one posting settles; the next payment or bill goes on.
    static let maximumShares = 1024

    mutating func record(_ payment: Payment, by collector: PrincipalID) throws(FailureReason) {
        let name = try self.unusedName(payment.reference, of: collector)
        guard payment.amountPaise > 0 else { throw .amountOverflow }
        try self.checkNotAhead(payment.receivedAt)
        let received = self.zone.receivedPaise.addingReportingOverflow(payment.amountPaise)
        guard !received.overflow else { throw .amountOverflow }
        let number = try self.credit(
            PaymentRecord(
                collector: collector, account: payment.account, amountPaise: payment.amountPaise,
                reference: payment.reference, receivedAt: payment.receivedAt, recordedAt: self.time, shares: []),
            named: name)
        self.zones.change(0) { $0.receivedPaise = received.partialValue }
        self.settle(with: number, for: payment.account.number)
        self.settleVouchers(with: number)
    }

    /// Credits a payment to its account under the next number.
    mutating func credit(_ payment: PaymentRecord, named name: PaymentName) throws(FailureReason) -> UInt32 {
        guard let account = self.accountTable[payment.account.number] else { throw .unknownAccount(payment.account) }
        guard let number = self.paymentTable.nextNumber else { throw .numbersUsedUp }
        let paid = account.paidPaise.addingReportingOverflow(payment.amountPaise)
        let credit = account.creditPaise.addingReportingOverflow(payment.amountPaise)
        let balance = account.billedPaise.subtractingReportingOverflow(paid.partialValue)
        guard !paid.overflow, !credit.overflow, !balance.overflow else { throw .amountOverflow }
        self.accountTable.change(payment.account.number) {
            $0.paidPaise = paid.partialValue
            $0.creditPaise = credit.partialValue
        }
        self.index.payments[name] = number
        self.paymentTable.append(payment)
        self.events.append(
            .paymentRecorded(
                payment: number, account: payment.account, label: account.label, amountPaise: payment.amountPaise,
                reference: payment.reference))
        return number
    }

    mutating func settle(with payment: UInt32, for account: UInt32) {
        let shares = self.settleBills(of: account)
        self.paymentTable.change(payment) { $0.shares = shares }
        self.review(account)
    }

    /// A reference under which the collector has recorded nothing yet.
    func unusedName(_ reference: String, of collector: PrincipalID) throws(FailureReason) -> PaymentName {
        let name = PaymentName(collector, reference)
        if let earlier = self.index.payments[name] { throw .paymentReplayed(payment: earlier, reference: reference) }
        return name
    }

    /// Uses the account's credit for its open bills, oldest first, and grants the permit that settling a bill gives.
    mutating func settleBills(of account: UInt32) -> [PaymentShare] {
        guard var credit = self.accountTable[account]?.creditPaise else { return [] }
        var shares: [PaymentShare] = []
        var settled = 0
        let now = self.time
        for number in self.openBills(of: AccountID(account)).prefix(Self.maximumShares) {
            guard let bill = self.billTable[number] else { continue }
            // A bill below zero gives credit. Credit below zero, which a reversal leaves, settles nothing.
            let share = min(max(0, credit), bill.openPaise)
            guard share != 0 || bill.openPaise == 0 else { break }
            credit = credit.subtractingSaturated(share)
            let isSettled = share == bill.openPaise
            self.billTable.change(number) {
                $0.settledPaise += share
                if isSettled { $0.settledAt = now }
            }
            if share != 0 { shares.append(PaymentShare(bill: number, amountPaise: share)) }
            guard isSettled else { break }
            settled += 1
        }
        self.accountTable.change(account) { $0.creditPaise = credit }
        self.index.openBills[Int(account)].removeFirst(settled)
        if settled > 0 { self.grantPermit(account) }
        return shares
    }

    mutating func record(_ watermark: CollectedThrough, by collector: PrincipalID) throws(FailureReason) {
        guard let number = self.index.collectors[collector.number], let record = self.collectorTable[number] else {
            throw .missingRole(needed: .collector)
        }
        try self.checkNotAhead(watermark.time)
        if let last = record.through, watermark.time < last { throw .watermarkWentBack(last: last) }
        self.collectorTable.change(number) { $0.through = watermark.time }
    }

    /// How far a reporter's clock may be ahead of block time.
    static let clockToleranceMilliseconds: Int64 = 5000

    /// The earliest time of a block that takes what is reported of a time.
    public static func earliestBlockTime(toReport time: UTCTime) -> UTCTime {
        time.adding(milliseconds: -self.clockToleranceMilliseconds)
    }

    func checkNotAhead(_ time: UTCTime) throws(FailureReason) {
        guard Self.earliestBlockTime(toReport: time) <= self.time else { throw .inFuture(time, now: self.time) }
    }
}
