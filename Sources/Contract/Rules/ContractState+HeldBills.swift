public import Ledger
internal import Metering

/// Bills that wait because a meter contradicts what stands in front of it: nothing is owed for them, and nothing rests on
/// them.
extension ContractState {
    /// The meter that keeps an account's held bills back; nil where none is held, or they are made with the next block.
    public func meterHoldingBills(of account: AccountID) -> MeterID? {
        guard let held = self.accountTable[account.number]?.heldPeriods.first else { return nil }
        return self.contradictoryMeter(of: account.number, in: held.period)
    }

    /// The meter that keeps an account's bill for a period back.
    func contradictoryMeter(of account: UInt32, in period: BillingPeriod) -> MeterID? {
        let number = self.index.accountMeters[Int(account)].first { number in
            guard let meter = self.meterTable[number], meter.ratios?.isContradictory ?? false, self.isBilled(meter)
            else { return false }
            return !meter.spans(paidBy: account, within: period).isEmpty
                || self.hasUse(of: meter, by: account, upTo: period.number)
        }
        return number.map { MeterID($0) }
    }

    /// The meter that keeps the account's next bill back: bills are made in the order of their periods.
    func contradictoryMeter(of number: UInt32, _ account: AccountRecord, before period: BillingPeriod) -> MeterID? {
        account.heldPeriods.first.flatMap { self.contradictoryMeter(of: number, in: $0.period) }
            ?? self.contradictoryMeter(of: number, in: period)
    }

    mutating func hold(_ due: HeldPeriod, of number: UInt32, _ account: AccountRecord, because id: MeterID) {
        if account.heldPeriods.count >= AccountRecord.maximumHeldPeriods {
            // What is not billed now stays on the registers, for a later bill.
            guard self.makeHeldBill(of: number, marks: .suspect) else { return }
            self.callForHeldBills(of: number)
        }
        self.accountTable.change(number) { $0.heldPeriods.append(due) }
        // Who owes nothing keeps the permit that a bill, settled in time, would have given.
        if self.openBills(of: AccountID(number)).isEmpty { self.grantPermit(number) }
        guard let meter = self.meterTable[id.number], let ratios = meter.ratios, let read = ratios.read else { return }
        self.events.append(
            .billHeld(
                AccountID(number), label: account.label, period: due.period.number, meter: id, meterLabel: meter.label,
                shown: read.ratios, expected: ratios.declared.ratios))
    }

    /// Has the account's held bills looked at before the next bills are made.
    mutating func callForHeldBills(of account: UInt32) {
        self.index.releases.insert(account, at: UTCTime(milliseconds: 0))
    }

    /// Makes the bills that nothing keeps back any more, by account and period, as far as the budget goes.
    mutating func makeHeldBills(_ budget: inout Int) {
        while budget > 0, let number = self.index.releases.first?.number {
            while self.index.releases.first?.number == number { self.index.releases.removeFirst() }
            var isFree = self.isFree(number)
            while isFree, budget > 0 {
                guard self.makeHeldBill(of: number) else { return }
                budget -= 1
                isFree = self.isFree(number)
            }
            if isFree { self.callForHeldBills(of: number) }
        }
    }

    private func isFree(_ number: UInt32) -> Bool {
        guard let held = self.accountTable[number]?.heldPeriods.first else { return false }
        return self.contradictoryMeter(of: number, in: held.period) == nil
    }

    /// Makes the oldest held bill; false where there is none, or no number for it.
    mutating func makeHeldBill(of number: UInt32, marks: BillMarks = []) -> Bool {
        guard let held = self.accountTable[number]?.heldPeriods.first, self.issue(held, to: number, marks: marks)
        else { return false }
        self.accountTable.change(number) { $0.heldPeriods.removeFirst() }
        return true
    }
}
