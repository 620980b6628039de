internal import Ledger
internal import Metering

/// Consumers with keys of their own.
extension ContractState {
    mutating func set(_ setting: SetHolder) throws(FailureReason) {
        guard let account = self.accountTable[setting.account.number] else { throw .unknownAccount(setting.account) }
        if let holder = setting.holder {
            guard let principal = self.principalTable[holder.number] else { throw .unknownPrincipal(holder) }
            guard principal.roles.contains(.consumer) else { throw .missingRole(needed: .consumer) }
            guard principal.revokedAt == nil else { throw .revokedKey(holder) }
        }
        self.accountTable.change(setting.account.number) { $0.holder = setting.holder }
        self.events.append(.holderSet(setting.account, label: account.label, holder: setting.holder))
    }

    /// What a consumer asks for is about an account that it holds.
    func checkHolder(_ sender: PrincipalID, of id: AccountID, _ account: AccountRecord) throws(FailureReason) {
        guard account.holder == sender else { throw .notTheHolder(account: id) }
    }

    /// Money that lies on one account becomes another one's; what the zone received stays the same.
    mutating func record(_ payment: PayFromCredit, by consumer: PrincipalID) throws(FailureReason) {
        guard let source = self.accountTable[payment.from.number] else { throw .unknownAccount(payment.from) }
        try self.checkHolder(consumer, of: payment.from, source)
        guard payment.from != payment.account else { throw .creditToItself }
        let name = try self.unusedName(payment.reference, of: consumer)
        guard payment.amountPaise > 0, payment.amountPaise <= source.creditPaise else {
            throw .creditTooSmall(account: payment.from, creditPaise: max(0, source.creditPaise))
        }
        let left = source.paidPaise.subtractingReportingOverflow(payment.amountPaise)
        let owed = source.billedPaise.subtractingReportingOverflow(left.partialValue)
        guard !left.overflow, !owed.overflow else { throw .amountOverflow }
        let number = try self.credit(
            PaymentRecord(
                collector: consumer, account: payment.account, amountPaise: payment.amountPaise,
                reference: payment.reference, receivedAt: self.time, recordedAt: self.time, shares: [],
                source: payment.from), named: name)
        self.accountTable.change(payment.from.number) {
            $0.paidPaise = left.partialValue
            $0.creditPaise -= payment.amountPaise
        }
        self.events.append(
            .paidFromCredit(
                payment: number, from: payment.from, label: source.label, account: payment.account,
                amountPaise: payment.amountPaise))
        self.settle(with: number, for: payment.account.number)
        self.review(payment.from.number)
    }
}
