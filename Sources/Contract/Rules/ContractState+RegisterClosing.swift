internal import Ledger
internal import Metering
internal import Tariffs

/// What an account's registers counted for a bill, and for how many days it is.
extension ContractState {
    /// A period shorter than a day, which only an illustrative policy has, counts as one full reference period.
    func billedDays(_ period: BillingPeriod, _ supply: Range<UTCTime>) -> Int64 {
        guard period.seconds >= 86_400 else { return Self.referenceDays }
        let seconds = supply.upperBound.seconds - supply.lowerBound.seconds
        return max(1, (seconds + 86_399) / 86_400)
    }

    /// When in a period an account paid for anything that bills are for: from the first meter that came to the last that
    /// went. Nil where it paid for nothing, and nothing is left to bill.
    func supply(of account: UInt32, in period: BillingPeriod) -> Range<UTCTime>? {
        let meters = self.index.accountMeters[Int(account)].compactMap { self.meterTable[$0] }.filter(self.isBilled)
        let spans = meters.flatMap { $0.spans(paidBy: account, within: period) }
        guard let start = spans.map(\.lowerBound).min(), let end = spans.map(\.upperBound).max() else {
            // What was booked for a held period waits for that period's own bill.
            let held = self.accountTable[account]?.heldPeriods.last?.period.number
            let open = held.map { $0.addingSaturated(1) } ?? 0
            let hasUse = meters.contains { self.hasUse(of: $0, by: account, from: open, upTo: period.number) }
            return hasUse ? period.start..<period.start : nil
        }
        return start..<end
    }

    func isBilled(_ meter: MeterRecord) -> Bool {
        self.registerNumbers(of: meter).contains { self.index.isBilled[Int($0)] }
    }

    func hasUse(of meter: MeterRecord, by account: UInt32, from first: UInt32 = 0, upTo last: UInt32) -> Bool {
        self.registerNumbers(of: meter).contains { register in
            self.registerTable[register]?.uses.contains {
                $0.account.number == account && $0.period >= first && $0.period <= last
            } ?? false
        }
    }

    /// True where a register was not read up to the end of the account's part of a period.
    func isIncomplete(_ account: UInt32, _ period: BillingPeriod) -> Bool {
        self.index.billedRegisters[Int(account)].contains { number in
            guard let record = self.registerTable[number], let end = self.end(of: account, record, period) else {
                return false
            }
            return record.boundary.map { $0 < end } ?? true
        }
    }

    /// To where a register must be read; nil where the account had no part of the period.
    private func end(of account: UInt32, _ record: RegisterRecord, _ period: BillingPeriod) -> UTCTime? {
        self.meterTable[record.meter.number]?.spans(paidBy: account, within: period).last?.upperBound
    }

    /// What was taken off an account's registers for a bill.
    struct ClosedRegisters {
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
    mutating func closeRegisters(of account: UInt32, _ period: BillingPeriod) -> ClosedRegisters {
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
            guard !taken.isEmpty || self.end(of: account, record, period) != nil else { continue }
            let quantity = taken.reduce(Int64(0)) { $0.addingSaturated($1.quantity) }
            for use in taken { marks.formUnion(BillMarks(use.marks)) }
            // Where nothing was booked for it, the register still stands where it was read last.
            let standing = record.uses.first { $0.account.number == account }?.opening ?? record.value
            registers.append(contentsOf: Self.stretches(of: taken, register: number, at: standing))
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
                $0.opening = taken.last?.closing ?? record.opening
            }
        }
        let demand = peaks.count == 1 && peaks[0] > 0 ? self.demand(peaks[0]) : nil
        return ClosedRegisters(
            registers: registers, quantity: total, marks: marks, timed: timed, others: others, maximumDemand: demand)
    }

    /// What was used without a break, each with its own opening and closing; one of nothing where nothing was used.
    private static func stretches(of uses: [PeriodUse], register: UInt32, at standing: Int64) -> [BilledRegister] {
        guard let first = uses.first else {
            return [BilledRegister(register: register, opening: standing, closing: standing, quantity: 0)]
        }
        var stretches = [BilledRegister(register, first)]
        for use in uses.dropFirst() {
            let last = stretches[stretches.count - 1]
            if use.opening == last.closing {
                stretches[stretches.count - 1] = last.adding(use)
            } else {
                stretches.append(BilledRegister(register, use))
            }
        }
        return stretches
    }

    /// True for the register that counts the use itself.
    private func isMain(_ register: RegisterRecord) -> Bool {
        register.channel == self.meterTable[register.meter.number]?.service.billedChannel
    }

    /// The mean power over an interval, in W, of a quantity in Wh.
    private func demand(_ quantity: Int64) -> Int64 {
        Int64(clamping: Int128(quantity) * 3600 / Int128(self.genesis.intervalSeconds))
    }
}

extension BilledRegister {
    fileprivate init(_ register: UInt32, _ use: PeriodUse) {
        self.init(register: register, opening: use.opening, closing: use.closing, quantity: use.quantity)
    }

    fileprivate func adding(_ use: PeriodUse) -> BilledRegister {
        BilledRegister(
            register: self.register, opening: self.opening, closing: use.closing,
            quantity: self.quantity.addingSaturated(use.quantity))
    }
}

extension BillMarks {
    /// The marks that a use hands on have the same bits.
    init(_ marks: UseMarks) { self.init(rawValue: marks.rawValue) }
}
