internal import Ledger
internal import Metering

/// Vouchers: a supply is on by the word of somebody who took money, and the payment has to follow, or was there before.
///
/// A voucher moves no money by itself. It is open until the payment of its issuer under its reference is on the account, and
/// open again where that payment is taken back and no other is there. One that is open when it ends is told, so that somebody asks where the money is.
extension ContractState {
    /// How far an issuer's clock may be ahead of block time.
    private static let issuersClockMilliseconds: Int64 = 3_600_000

    mutating func record(_ use: UseVoucher, by box: PrincipalID) throws(FailureReason) {
        let voucher = use.signed.voucher
        guard let meter = self.meterTable[voucher.meter.number] else { throw .unknownMeter(voucher.meter) }
        guard meter.box == box else { throw .foreignMeter(voucher.meter, box: meter.box) }
        let issuer = try self.issuer(of: use.signed)
        guard voucher.hasPlausibleTerm, use.usedAt < voucher.expires,
            voucher.expires
                <= self.time.adding(milliseconds: Voucher.longestMilliseconds + Self.issuersClockMilliseconds)
        else { throw .voucherTerm }
        let id = voucher.id
        if let earlier = self.index.vouchers[id] { throw .voucherReplayed(voucher: earlier) }
        let placement = meter.placements.last { $0.from <= use.usedAt } ?? meter.placements.first
        guard let account = placement?.account, let payer = self.accountTable[account.number] else {
            throw .nobodyPays(voucher.meter)
        }
        guard let number = self.voucherTable.nextNumber else { throw .numbersUsedUp }
        let record = VoucherRecord(use, issuer: issuer, account: account, recordedAt: self.time)
        self.voucherTable.append(record)
        self.index.vouchers[id] = number
        self.indexVoucher(number, record)
        self.events.append(
            .voucherUsed(
                voucher: number, meter: voucher.meter, meterLabel: meter.label, account: account, label: payer.label,
                issuer: issuer, issuerLabel: self.label(of: issuer),
                reference: voucher.reference, usedAt: use.usedAt))
        if let payment = self.payment(of: record) { self.settle(voucher: number, with: payment) }
    }

    /// Who signed it: by the key that the principal has or had. That it was revoked or replaced since ends no duty to pay.
    private func issuer(of signed: SignedVoucher) throws(FailureReason) -> PrincipalID {
        guard let number = self.index.principalKeys[signed.key] ?? self.index.formerKeys[signed.key],
            let principal = self.principalTable[number],
            !principal.roles.isDisjoint(with: Voucher.issuers)
        else { throw .voucherIssuer }
        guard signed.isSigned(genesis: self.genesisHash) else { throw .voucherSignature }
        return PrincipalID(number)
    }

    /// Settles the account's open vouchers for which a payment is.
    mutating func settleVouchers(with payment: UInt32) {
        guard let record = self.paymentTable[payment] else { return }
        for number in self.index.openVouchers[record.account.number] ?? [] {
            guard let voucher = self.voucherTable[number], self.isPayment(record, of: voucher) else { continue }
            self.settle(voucher: number, with: payment)
        }
    }

    /// Opens the vouchers that a payment settled: it was taken back. Those for which another payment is there already are
    /// settled by that one.
    mutating func reopenVouchers(settledBy payment: UInt32) {
        let numbers = self.index.settledVouchers[payment] ?? []
        self.index.settledVouchers[payment] = nil
        for number in numbers {
            guard var voucher = self.voucherTable[number] else { continue }
            if let other = self.payment(of: voucher) {
                self.settle(voucher: number, with: other)
                continue
            }
            voucher.payment = nil
            self.voucherTable.replace(number, with: voucher)
            self.indexVoucher(number, voucher)
            self.events.append(
                .voucherReopened(
                    voucher: number, payment: payment, account: voucher.account, label: self.label(of: voucher.account),
                    reference: voucher.reference))
        }
    }

    /// Tells of vouchers that have ended and are open.
    mutating func takeDueVouchers() {
        let now = self.time
        while let first = self.index.voucherEnds.first, first.time <= now {
            self.index.voucherEnds.removeFirst()
            guard let voucher = self.voucherTable[first.number], !voucher.isSettled, voucher.unsettledAt == nil
            else { continue }
            self.voucherTable.change(first.number) { $0.unsettledAt = now }
            self.events.append(
                .voucherUnsettled(
                    voucher: first.number, account: voucher.account, label: self.label(of: voucher.account),
                    issuer: voucher.issuer, issuerLabel: self.label(of: voucher.issuer),
                    reference: voucher.reference, usedAt: voucher.usedAt))
        }
    }

    mutating func indexVoucher(_ number: UInt32, _ voucher: VoucherRecord) {
        if let payment = voucher.payment {
            self.index.settledVouchers[payment] = ((self.index.settledVouchers[payment] ?? []) + [number]).sorted()
            return
        }
        let account = voucher.account.number
        self.index.openVouchers[account] = ((self.index.openVouchers[account] ?? []) + [number]).sorted()
        if voucher.unsettledAt == nil { self.index.voucherEnds.insert(number, at: voucher.expires) }
    }

    private mutating func settle(voucher number: UInt32, with payment: UInt32) {
        self.voucherTable.change(number) {
            $0.payment = payment
            $0.unsettledAt = nil
        }
        guard let voucher = self.voucherTable[number] else { return }
        let open = (self.index.openVouchers[voucher.account.number] ?? []).filter { $0 != number }
        self.index.openVouchers[voucher.account.number] = open.isEmpty ? nil : open
        self.indexVoucher(number, voucher)
        self.events.append(
            .voucherSettled(
                voucher: number, payment: payment, account: voucher.account, label: self.label(of: voucher.account),
                reference: voucher.reference))
    }

    /// The payment that is on the chain already.
    private func payment(of voucher: VoucherRecord) -> UInt32? {
        let collectors = self.isCollector(voucher.issuer) ? [voucher.issuer] : self.collectors.map(\.principal)
        for collector in collectors {
            guard let number = self.index.payments[PaymentName(collector, voucher.reference)],
                let payment = self.paymentTable[number], self.isPayment(payment, of: voucher)
            else { continue }
            return number
        }
        return nil
    }

    /// A collector's voucher is settled by its own payment; one of the utility's by any collector's under its reference.
    private func isPayment(_ payment: PaymentRecord, of voucher: VoucherRecord) -> Bool {
        payment.account == voucher.account && payment.reference == voucher.reference && payment.source == nil
            && payment.reversedAt == nil
            && (payment.collector == voucher.issuer || !self.isCollector(voucher.issuer))
    }

    private func isCollector(_ principal: PrincipalID) -> Bool {
        self.principalTable[principal.number]?.roles.contains(.collector) ?? false
    }

    private func label(of account: AccountID) -> String { self.accountTable[account.number]?.label ?? "" }
}
