internal import Ledger
internal import Metering
public import Tariffs

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
            carriedExport: account.carriedExport,
            arrears: self.owed(by: number),
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

    /// A period shorter than a day, which only an illustrative policy has, counts as one full reference period.
    private func billedDays(_ period: BillingPeriod, _ supply: Range<UTCTime>) -> Int64 {
        guard period.seconds >= 86_400 else { return Self.referenceDays }
        let seconds = supply.upperBound.seconds - supply.lowerBound.seconds
        return max(1, (seconds + 86_399) / 86_400)
    }

    /// When in a period an account paid for anything that bills are for: from the first meter that came to the last that
    /// went. Nil where it paid for nothing, and nothing is left to bill.
    private func supply(of account: UInt32, in period: BillingPeriod) -> Range<UTCTime>? {
        var (start, end): (UTCTime?, UTCTime?)
        for number in self.index.accountMeters[Int(account)] {
            guard let meter = self.meterTable[number], self.isBilled(meter) else { continue }
            for (index, placement) in meter.placements.enumerated() where placement.account?.number == account {
                let next = index + 1 < meter.placements.count ? meter.placements[index + 1].from : meter.retiredAt
                let from = max(placement.from, period.start)
                let until = min(next ?? period.end, period.end)
                guard from < until || self.hasUse(of: meter, by: account, upTo: period.number) else { continue }
                start = min(start ?? from, from)
                end = max(end ?? until, until)
            }
        }
        guard let start, let end else { return nil }
        return start < end ? start..<end : start..<start
    }

    private func isBilled(_ meter: MeterRecord) -> Bool {
        self.registerNumbers(of: meter).contains { self.index.isBilled[Int($0)] }
    }

    private func hasUse(of meter: MeterRecord, by account: UInt32, upTo period: UInt32) -> Bool {
        self.registerNumbers(of: meter).contains { register in
            self.registerTable[register]?.uses.contains { $0.account.number == account && $0.period <= period } ?? false
        }
    }

    /// What was taken off an account's registers for a bill.
    private struct ClosedRegisters {
        let registers: [BilledRegister]
        let quantity: Int64
        let marks: BillMarks
        let timed: TimedUse
        /// By channel: what registers of other kinds than the billed one counted.
        let others: [ObisCode: Int64]
        /// In W; nil where it is not known.
        let maximumDemand: Int64?
    }

    /// Takes what was booked up to a period off an account's registers.
    private mutating func closeRegisters(of account: UInt32, _ period: BillingPeriod) -> ClosedRegisters {
        var registers: [BilledRegister] = []
        var total: Int64 = 0
        var marks: BillMarks = []
        var timed = TimedUse()
        var others: [ObisCode: Int64] = [:]
        var peaks: [Int64] = []
        for number in self.index.billedRegisters[Int(account)] {
            guard let record = self.registerTable[number] else { continue }
            let isTaken = { (use: PeriodUse) in use.period <= period.number && use.account.number == account }
            let taken = record.uses.filter(isTaken)
            let end = self.end(of: record, for: account, period)
            guard !taken.isEmpty || end != nil else { continue }
            let quantity = taken.reduce(Int64(0)) { $0.addingSaturated($1.quantity) }
            let opening = taken.first?.opening ?? record.opening
            let closing = taken.last?.closing ?? record.opening
            for use in taken {
                marks.formUnion(BillMarks(use.marks))
            }
            if let end, record.boundary.map({ $0 < end }) ?? true { marks.insert(.incomplete) }
            registers.append(
                BilledRegister(register: number, opening: opening, closing: closing, quantity: quantity))
            if self.isMain(record) {
                total = min(total.addingSaturated(quantity), RegisterRecord.maximumValue)
                for use in taken { timed.add(use.timed) }
                peaks.append(taken.map(\.peak).max() ?? 0)
            } else {
                let sum = others[record.channel, default: 0].addingSaturated(quantity)
                others[record.channel] = min(sum, RegisterRecord.maximumValue)
            }
            self.registerTable.change(number) {
                $0.uses.removeAll(where: isTaken)
                $0.opening = closing
            }
        }
        let demand = peaks.count == 1 && peaks[0] > 0 ? self.demand(peaks[0]) : nil
        return ClosedRegisters(
            registers: registers, quantity: total, marks: marks, timed: timed, others: others, maximumDemand: demand)
    }
}

extension ContractState {
    /// To where a register must be read for an account's bill; nil where the account had no part of the period.
    private func end(of register: RegisterRecord, for account: UInt32, _ period: BillingPeriod) -> UTCTime? {
        guard let meter = self.meterTable[register.meter.number] else { return nil }
        var end: UTCTime?
        for (index, placement) in meter.placements.enumerated() where placement.account?.number == account {
            let next = index + 1 < meter.placements.count ? meter.placements[index + 1].from : meter.retiredAt
            let until = min(next ?? period.end, period.end)
            if max(placement.from, period.start) < until { end = until }
        }
        return end
    }
}

/// What a bill rests on besides its quantity.
extension ContractState {
    /// True for the register that counts the use itself.
    private func isMain(_ register: RegisterRecord) -> Bool {
        register.channel == self.meterTable[register.meter.number]?.service.billedChannel
    }

    /// The mean power over an interval, in W, of a quantity in Wh.
    private func demand(_ quantity: Int64) -> Int64 {
        Int64(clamping: Int128(quantity) * 3600 / Int128(self.genesis.intervalSeconds))
    }

    /// Bills past their due dates, but for one that is disputed.
    private func owed(by account: UInt32) -> [Arrear] {
        let disputed = self.accountTable[account]?.dispute?.bill
        let late = self.openBills(of: AccountID(account)).compactMap { number -> Arrear? in
            guard number != disputed, let bill = self.billTable[number], bill.dueAt < self.time, bill.openPaise > 0
            else { return nil }
            let days = (self.time.seconds - bill.dueAt.seconds) / 86_400
            return Arrear(paise: bill.openPaise, daysLate: min(days, 36_600))
        }
        return Array(late.suffix(BillInput.mostArrears))
    }

    private func paidPromptly(_ account: UInt32) -> Bool? {
        guard let last = self.index.accountBills[Int(account)].last.flatMap({ self.billTable[$0] }) else { return nil }
        return last.settledAt.map { $0 <= last.dueAt } ?? false
    }

    /// True where what the account uses is booked by the time of day as well.
    func isTimed(_ account: UInt32) -> Bool { self.index.isTimed[Int(account)] }

    /// Takes up whether an account's tariff goes by the time of day: the one that holds, or the one before.
    mutating func indexTimes(of account: UInt32) {
        let terms = self.accountTable[account]?.terms.suffix(2) ?? []
        self.index.isTimed[Int(account)] = terms.contains { dated in
            self.tariffTable[dated.terms.tariff.number]?.versions.suffix(2)
                .contains { $0.tariff.goesByTime(dated.terms) } ?? false
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
        self.arrears = facts.arrears
        self.paidPromptly = facts.paidPromptly ?? false
    }
}

extension Tariff {
    /// True where a bill of the terms may need the quantity by the time of day.
    func goesByTime(_ terms: AccountTerms) -> Bool {
        self.lines.contains { line in
            switch line.kind {
            case .timeOfDayPercentage, .timeOfDayRate: line.condition.canHold(for: terms)
            default: false
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

extension BillMarks {
    /// The marks that a use hands on have the same bits.
    init(_ marks: UseMarks) { self.init(rawValue: marks.rawValue) }
}
