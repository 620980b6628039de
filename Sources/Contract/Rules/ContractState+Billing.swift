internal import Ledger
internal import Metering
internal import Tariffs

/// Closing of billing periods.
extension ContractState {
    /// Accounts visited in one block, at most; the next block goes on where this one stopped.
    static let maximumBillsPerBlock = 256
    /// A bill above this, in paise, is not believed: ten thousand million rupees.
    static let largestBill: Int64 = 1_000_000_000_000
    /// Days for which tariffs state their limits and fixed sums.
    static let referenceDays: Int64 = 30

    mutating func closeDuePeriods() {
        var budget = Self.maximumBillsPerBlock
        while budget > 0 {
            let zone = self.zone
            let period = zone.calendar.period(zone.billingPeriod)
            guard zone.billingPeriod < .max,
                period.end.adding(seconds: Int64(zone.policy.billingGraceSeconds)) <= self.time
            else { return }
            budget -= 1
            if zone.billingCursor < self.accountTable.count {
                // What settling this bill permits counts from the period after it.
                self.zones.change(0) { $0.billingCursor += 1 }
                self.bill(zone.billingCursor, for: period)
            } else {
                self.zones.change(0) {
                    $0.billingCursor = 0
                    $0.billingPeriod += 1
                    $0.calendar.forget(before: $0.billingPeriod)
                }
            }
        }
    }

    private mutating func bill(_ number: UInt32, for period: BillingPeriod) {
        guard let account = self.accountTable[number], account.firstPeriod <= period.number,
            let supply = self.supply(of: number, in: period), let billNumber = self.billTable.nextNumber
        else { return }
        let instant = max(period.start, account.openedAt)
        guard let terms = account.terms(at: instant), let tariff = self.tariffTable[terms.tariff.number],
            let version = tariff.version(at: instant)
        else { return }
        let closed = self.closeRegisters(of: number, period)
        let days = self.billedDays(period, supply)
        let document = tariff.versions[Int(version)].tariff
        let facts = BillFacts(
            terms: terms, timed: document.goesByTime(terms) ? closed.timed.quantities : nil,
            exported: closed.others[.activeEnergyExport], apparent: closed.others[.apparentEnergyImport],
            reactive: closed.others[.reactiveEnergyImport], maximumDemand: closed.maximumDemand,
            carriedExport: account.carriedExport, arrears: self.owed(by: number),
            paidPromptly: self.paidPromptly(number))
        let input = BillInput(
            facts, quantity: closed.quantity, days: days, carriedRemainderPaise: account.carriedRemainderPaise)
        let computed = self.compute(document, input, account)
        let marks = computed == nil ? closed.marks.union(.uncomputable) : closed.marks
        let total = computed?.totalPaise ?? 0
        let bill = BillRecord(
            account: AccountID(number), period: period.number, periodStart: period.start, periodEnd: period.end,
            issuedAt: self.time, dueAt: self.time.adding(seconds: Int64(self.policy.dueSeconds)),
            tariff: terms.tariff, tariffVersion: version, quantity: closed.quantity, periodDays: days,
            referenceDays: Self.referenceDays, facts: facts, registers: closed.registers,
            lines: computed?.lines ?? [], totalPaise: total, carriedInPaise: account.carriedRemainderPaise,
            settledPaise: 0, settledAt: nil, marks: marks)
        self.post(bill, as: billNumber, account, computed)
    }

    private mutating func post(
        _ bill: BillRecord, as number: UInt32, _ account: AccountRecord, _ computed: BillComputation?
    ) {
        let id = bill.account
        self.billTable.append(bill)
        self.indexBill(number, bill)
        self.zones.change(0) { $0.billedPaise = $0.billedPaise.addingSaturated(bill.totalPaise) }
        self.accountTable.change(id.number) {
            $0.billedPaise = $0.billedPaise.addingSaturated(bill.totalPaise)
            if let computed {
                $0.carriedRemainderPaise = computed.carriedRemainderPaise
                $0.carriedExport = computed.carriedExport
            }
            $0.lastBilledAt = bill.issuedAt
        }
        self.events.append(
            .billClosed(
                bill: number, account: id, label: account.label, quantity: bill.quantity,
                unit: self.tariffTable[bill.tariff.number]?.versions.first?.tariff.unit ?? .none,
                totalPaise: bill.totalPaise, dueAt: bill.dueAt, marks: bill.marks))
        _ = self.settleBills(of: id.number)
        self.review(id.number)
    }

    /// The bill, or nil where the tariff gives no amount that can be believed and posted.
    private func compute(_ tariff: Tariff, _ input: BillInput, _ account: AccountRecord) -> BillComputation? {
        guard let computed = try? tariff.computeBill(input),
            (-Self.largestBill...Self.largestBill).contains(computed.totalPaise),
            !account.billedPaise.addingReportingOverflow(computed.totalPaise).overflow,
            !account.balancePaise.addingReportingOverflow(computed.totalPaise).overflow,
            !self.zone.billedPaise.addingReportingOverflow(computed.totalPaise).overflow
        else { return nil }
        return computed
    }
}
