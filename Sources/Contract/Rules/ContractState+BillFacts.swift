internal import Ledger
internal import Metering
public import Tariffs

/// What a bill rests on besides its quantity.
extension ContractState {
    /// Bills past their due dates, but for one that is disputed.
    func owed(by account: UInt32) -> [UnpaidBill] {
        let disputed = self.accountTable[account]?.dispute?.bill
        let late = self.openBills(of: AccountID(account)).compactMap { number -> UnpaidBill? in
            guard number != disputed, let bill = self.billTable[number], bill.dueAt < self.time, bill.openPaise > 0
            else { return nil }
            let days = min((self.time.seconds - bill.dueAt.seconds) / 86_400, 36_600)
            return UnpaidBill(number, Arrear(paise: bill.openPaise, daysLate: days))
        }
        return late.suffix(BillInput.mostArrears).map { unpaid in
            var arrear = unpaid.arrear
            arrear.daysBilled = self.daysBilled(of: unpaid.bill, account)
            return UnpaidBill(unpaid.bill, arrear)
        }
    }

    /// Days that the last bill with an amount counted the unpaid one late: what it charged, if anything, is charged.
    private func daysBilled(of unpaid: UInt32, _ account: UInt32) -> Int64 {
        for number in self.index.accountBills[Int(account)].reversed() {
            guard number > unpaid, let bill = self.billTable[number] else { return 0 }
            guard !bill.marks.contains(.uncomputable) else { continue }
            if let counted = bill.facts.arrears.first(where: { $0.bill == unpaid }) { return counted.arrear.daysLate }
        }
        return 0
    }

    /// Of the last bill that was settled or is overdue: one that was made late, and is not due yet, says nothing.
    func paidPromptly(_ account: UInt32) -> Bool? {
        for number in self.index.accountBills[Int(account)].reversed() {
            guard let bill = self.billTable[number] else { return nil }
            if let settledAt = bill.settledAt { return settledAt <= bill.dueAt }
            if bill.dueAt < self.time { return false }
        }
        return nil
    }

    /// True where what the account uses is booked by the time of day as well.
    func isTimed(_ account: UInt32) -> Bool { self.index.isTimed[Int(account)] }

    /// Takes up whether any tariff that an account has, had or will have goes by the time of day.
    mutating func indexTimes(of account: UInt32) {
        let terms = self.accountTable[account]?.terms ?? []
        self.index.isTimed[Int(account)] = terms.contains { self.goesByTime($0.terms) }
    }

    private func goesByTime(_ terms: AccountTerms) -> Bool {
        self.tariffTable[terms.tariff.number]?.versions.contains { $0.tariff.goesByTime(terms) } ?? false
    }

    /// - Throws: where terms from an instant on ask for the time of day of something that was booked without it.
    func checkTimes(of account: UInt32, from time: UTCTime) throws(FailureReason) {
        guard let openedAt = self.accountTable[account]?.openedAt else { return }
        for register in self.index.billedRegisters[Int(account)] {
            for use in self.registerTable[register]?.uses ?? [] where use.account.number == account {
                let instant = max(self.zone.calendar.period(use.period).start, openedAt)
                guard instant < time || use.timed.total == use.quantity else {
                    throw .timesNotBooked(AccountID(account))
                }
            }
        }
    }
}

extension BillRecord {
    /// What the bill was computed from, with its tariff's version.
    public var input: BillInput {
        BillInput(
            self.facts, quantity: self.quantity, days: self.periodDays, referenceDays: self.referenceDays,
            carriedRemainderPaise: self.carriedInPaise)
    }
}

extension BillInput {
    init(
        _ facts: BillFacts, quantity: Int64, days: Int64, referenceDays: Int64 = ContractState.referenceDays,
        carriedRemainderPaise: Int64
    ) {
        self.init(
            quantity: quantity, periodDays: days, referenceDays: referenceDays,
            sanctionedLoadWatts: Int64(facts.terms.sanctionedLoadWatts), carriedRemainderPaise: carriedRemainderPaise)
        self.contractDemand = facts.terms.contractDemand.map(Int64.init)
        self.plantWatts = facts.terms.plantWatts.map(Int64.init)
        self.consumerClasses = Set(facts.terms.classes)
        self.payment = facts.terms.isPrepaid ? .prepaid : .postpaid
        self.timed = facts.timed
        self.exported = facts.exported
        self.apparent = facts.apparent
        self.reactive = facts.reactive
        self.maximumDemand = facts.maximumDemand
        self.carriedExport = facts.carriedExport
        self.arrears = facts.arrears.map(\.arrear)
        self.paidPromptly = facts.paidPromptly ?? false
    }
}

extension Tariff {
    /// True where a bill of the terms may need the quantity by the time of day.
    func goesByTime(_ terms: AccountTerms) -> Bool {
        self.lines.contains { line in
            switch line.kind {
            case .timeOfDayPercentage, .timeOfDayRate: line.condition.canHold(for: terms)
            case .slab, .perUnit, .perUnitBySlab, .fixed, .fixedPerKilowatt, .fixedBySlab, .minimum, .percentage,
                .maximumDemand, .excessDemand, .powerFactor, .rebate, .subsidy, .exportCredit, .arrearsInterest, .levy:
                false
            }
        }
    }
}

extension LineCondition {
    /// False where the account's own terms exclude the line, whatever it uses and whenever it pays.
    fileprivate func canHold(for terms: AccountTerms) -> Bool {
        let load = Int64(terms.sanctionedLoadWatts)
        return (self.classes.isEmpty || self.classes.contains(where: terms.classes.contains))
            && !self.exemptClasses.contains(where: terms.classes.contains)
            && (self.loadAbove.map { load > $0 } ?? true) && (self.loadUpTo.map { load <= $0 } ?? true)
            && (self.payment.map { ($0 == .prepaid) == terms.isPrepaid } ?? true)
    }
}
