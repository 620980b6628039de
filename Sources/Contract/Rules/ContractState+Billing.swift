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
        guard let tariff = self.tariffTable[account.tariff.number], let version = tariff.version(at: instant) else {
            return
        }
        let (registers, quantity, registerMarks) = self.closeRegisters(of: number, period)
        let days = self.billedDays(period, supply)
        let input = BillInput(
            quantity: quantity, periodDays: days, referenceDays: Self.referenceDays,
            carriedRemainderPaise: account.carriedRemainderPaise)
        let computed = self.compute(tariff.versions[Int(version)].tariff, input, account)
        let marks = computed == nil ? registerMarks.union(.uncomputable) : registerMarks
        let total = computed?.totalPaise ?? 0
        let bill = BillRecord(
            account: AccountID(number), period: period.number, periodStart: period.start, periodEnd: period.end,
            issuedAt: self.time, dueAt: self.time.adding(seconds: Int64(self.policy.dueSeconds)),
            tariff: account.tariff, tariffVersion: version, quantity: quantity, periodDays: days,
            referenceDays: Self.referenceDays, registers: registers, lines: computed?.lines ?? [], totalPaise: total,
            carriedInPaise: account.carriedRemainderPaise, settledPaise: 0, settledAt: nil, marks: marks)
        self.post(bill, as: billNumber, account, carried: computed?.carriedRemainderPaise ?? 0)
    }

    private mutating func post(_ bill: BillRecord, as number: UInt32, _ account: AccountRecord, carried: Int64) {
        let id = bill.account
        self.billTable.append(bill)
        self.indexBill(number, bill)
        self.zones.change(0) { $0.billedPaise = $0.billedPaise.addingSaturated(bill.totalPaise) }
        self.accountTable.change(id.number) {
            $0.billedPaise = $0.billedPaise.addingSaturated(bill.totalPaise)
            if !bill.marks.contains(.uncomputable) { $0.carriedRemainderPaise = carried }
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

    /// Takes what was booked up to a period off an account's registers.
    private mutating func closeRegisters(
        of account: UInt32, _ period: BillingPeriod
    ) -> ([BilledRegister], Int64, BillMarks) {
        var registers: [BilledRegister] = []
        var total: Int64 = 0
        var marks: BillMarks = []
        for number in self.index.billedRegisters[Int(account)] {
            guard let record = self.registerTable[number] else { continue }
            let isTaken = { (use: PeriodUse) in use.period <= period.number && use.account.number == account }
            let taken = record.uses.filter(isTaken)
            let end = self.end(of: record, for: account, period)
            guard !taken.isEmpty || end != nil else { continue }
            let quantity = taken.reduce(Int64(0)) { $0.addingSaturated($1.quantity) }
            let opening = taken.first?.opening ?? record.opening
            let closing = taken.last?.closing ?? record.opening
            for use in taken { marks.formUnion(BillMarks(use.marks)) }
            if let end, record.boundary.map({ $0 < end }) ?? true { marks.insert(.incomplete) }
            registers.append(
                BilledRegister(register: number, opening: opening, closing: closing, quantity: quantity))
            total = min(total.addingSaturated(quantity), RegisterRecord.maximumValue)
            self.registerTable.change(number) {
                $0.uses.removeAll(where: isTaken)
                $0.opening = closing
            }
        }
        return (registers, total, marks)
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

extension BillMarks {
    /// The marks that a use hands on have the same bits.
    init(_ marks: UseMarks) { self.init(rawValue: marks.rawValue) }
}
