internal import Ledger
internal import Metering
internal import Tariffs

/// Closing of billing periods.
extension ContractState {
    /// Accounts visited in one block, at most; the next block goes on where this one stopped.
    static let maximumBillsPerBlock = 256
    /// Days for which tariffs state their limits and fixed sums.
    static let referenceDays: Int64 = 30

    mutating func closeDuePeriods() {
        var budget = Self.maximumBillsPerBlock
        self.makeHeldBills(&budget)
        while budget > 0 {
            let zone = self.zone
            let period = zone.calendar.period(zone.billingPeriod)
            guard zone.billingPeriod < .max,
                self.billedFrom(period) <= self.time
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

    /// When a period is billed, as the policy stands: its last readings had their time to come.
    func billedFrom(_ period: BillingPeriod) -> UTCTime {
        self.submissionSchedule.end(ofIntervalEnding: period.end)
            .adding(seconds: Int64(self.policy.billingGraceSeconds))
    }

    private mutating func bill(_ number: UInt32, for period: BillingPeriod) {
        guard let account = self.accountTable[number], account.firstPeriod <= period.number,
            let supply = self.supply(of: number, in: period), self.price(for: account, in: period) != nil
        else { return }
        let isIncomplete = self.isIncomplete(number, period)
        let due = HeldPeriod(
            period, days: self.billedDays(period, supply), marks: isIncomplete ? .incomplete : [],
            paidPromptly: self.paidPromptly(number))
        if let meter = self.contradictoryMeter(of: number, account, before: period) {
            self.hold(due, of: number, account, because: meter)
        } else {
            _ = self.issue(due, to: number)
        }
    }

    /// What an account is billed by in a period.
    private struct Price {
        let terms: AccountTerms
        let version: UInt32
        let tariff: Tariff
    }

    private func price(for account: AccountRecord, in period: BillingPeriod) -> Price? {
        let instant = max(period.start, account.openedAt)
        guard let terms = account.terms(at: instant), let tariff = self.tariffTable[terms.tariff.number],
            let version = tariff.version(at: instant)
        else { return nil }
        return Price(terms: terms, version: version, tariff: tariff.versions[Int(version)].tariff)
    }

    /// Takes what was booked off the registers and makes the bill; false where there is no number for it.
    mutating func issue(_ due: HeldPeriod, to number: UInt32, marks: BillMarks = []) -> Bool {
        let period = due.period
        guard let account = self.accountTable[number], let price = self.price(for: account, in: period),
            let billNumber = self.billTable.nextNumber
        else { return false }
        let closed = self.closeRegisters(of: number, period)
        let facts = BillFacts(
            terms: price.terms, timed: price.tariff.goesByTime(price.terms) ? closed.timed.quantities : nil,
            exported: closed.others[.activeEnergyExport], apparent: closed.others[.apparentEnergyImport],
            reactive: closed.others[.reactiveEnergyImport], maximumDemand: closed.maximumDemand,
            carriedExport: account.carriedExport, arrears: self.owed(by: number),
            paidPromptly: due.paidPromptly)
        let input = BillInput(
            facts, quantity: closed.quantity, days: due.days, carriedRemainderPaise: account.carriedRemainderPaise)
        var (computed, problem): (BillComputation?, BillProblem?) = (nil, nil)
        do throws(BillProblem) {
            computed = try self.compute(price.tariff, input, account)
        } catch {
            problem = error
        }
        let total = computed?.totalPaise ?? 0
        let marks = marks.union(due.marks)
        let bill = BillRecord(
            account: AccountID(number), period: period.number, periodStart: period.start, periodEnd: period.end,
            issuedAt: self.time, dueAt: self.time.adding(seconds: Int64(self.policy.dueSeconds)),
            tariff: price.terms.tariff, tariffVersion: price.version, quantity: closed.quantity,
            periodDays: due.days, referenceDays: Self.referenceDays, facts: facts, registers: closed.registers,
            lines: computed?.lines ?? [], totalPaise: total, carriedInPaise: account.carriedRemainderPaise,
            settledPaise: 0, settledAt: nil, marks: marks.union(closed.marks).union(Self.marks(of: computed)))
        self.post(bill, as: billNumber, account, computed, problem)
        return true
    }

    /// Surplus as large as can be carried on is no house's: something counts wrongly.
    private static func marks(of computed: BillComputation?) -> BillMarks {
        guard let computed else { return .uncomputable }
        return computed.carriedExport == BillInput.mostCarriedExport ? .suspect : []
    }

    private mutating func post(
        _ bill: BillRecord, as number: UInt32, _ account: AccountRecord, _ computed: BillComputation?,
        _ problem: BillProblem?
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
                totalPaise: bill.totalPaise, dueAt: bill.dueAt, marks: bill.marks, problem: problem))
        _ = self.settleBills(of: id.number)
        self.review(id.number)
    }

    /// The bill, where the tariff gives an amount that can be believed and posted.
    private func compute(
        _ tariff: Tariff, _ input: BillInput, _ account: AccountRecord
    ) throws(BillProblem) -> BillComputation {
        let computed = try tariff.believableBill(input)
        guard !account.billedPaise.addingReportingOverflow(computed.totalPaise).overflow,
            !account.balancePaise.addingReportingOverflow(computed.totalPaise).overflow,
            !self.zone.billedPaise.addingReportingOverflow(computed.totalPaise).overflow
        else { throw .booksFull }
        return computed
    }
}
