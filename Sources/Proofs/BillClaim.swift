internal import Contract
internal import Ledger
internal import Metering
internal import Tariffs

/// A bill: its registers as the bills before and after and the register's books have them, its lines computed again.
struct BillClaim {
    private let content: ProvenContent
    private let number: UInt32
    private let bill: BillRecord
    private let previous: (number: UInt32, record: BillRecord)?
    private let next: (number: UInt32, record: BillRecord)?
    private let account: AccountRecord
    private let version: TariffVersion
    private let meters: [UInt32: MeterRecord]
    private let registers: [UInt32: RegisterRecord]
    private let payments: [(number: UInt32, record: PaymentRecord)]

    init(_ content: ProvenContent) throws(ProofError) {
        self.content = content
        try content.expect([.bill, .account, .tariff, .meter, .register, .payment])
        guard content.transactions.isEmpty else { throw .contradiction("a transaction is no part of such a proof") }
        let bills = try content.records(BillRecord.self)
        guard let subject = bills.first else { throw .missing("a bill") }
        (self.number, self.bill) = subject
        let number = subject.number
        self.previous = bills.last { $0.number < number }
        self.next = bills.last { $0.number > number }
        guard bills.count == 1 + (self.previous == nil ? 0 : 1) + (self.next == nil ? 0 : 1),
            bills.allSatisfy({ $0.record.account == subject.record.account })
        else { throw .contradiction("its bills are not one account's, or more than those before and after") }
        self.account = try content.only(AccountRecord.self, self.bill.account.number)
        let tariff = try content.only(TariffRecord.self, self.bill.tariff.number)
        guard Int(self.bill.tariffVersion) < tariff.versions.count else {
            throw .missing("version \(self.bill.tariffVersion) of tariff \(self.bill.tariff)")
        }
        self.version = tariff.versions[Int(self.bill.tariffVersion)]
        self.meters = Self.table(try content.records(MeterRecord.self))
        self.registers = Self.table(try content.records(RegisterRecord.self))
        self.payments = try content.records(PaymentRecord.self)
    }

    private static func table<Record>(_ records: [(number: UInt32, record: Record)]) -> [UInt32: Record] {
        Dictionary(records.map { ($0.number, $0.record) }) { first, _ in first }
    }

    func verdict() throws(ProofError) -> ProofVerdict {
        try self.checkTariff()
        var verdict = self.heading()
        try self.addRegisters(&verdict)
        try self.addLines(&verdict)
        try self.addPayments(&verdict)
        verdict.note("permit_through_ms", self.account.permitThrough)
        verdict.say(
            "The account stands at \"\(self.account.stage)\"; its supply permit holds through \(self.account.permitThrough)."
        )
        return verdict
    }

    /// The version is chosen by the instant from which the account consumed in the period.
    private func checkTariff() throws(ProofError) {
        let instant = max(self.bill.periodStart, self.account.openedAt)
        guard self.account.terms(at: instant) == self.bill.facts.terms,
            self.bill.facts.terms.tariff == self.bill.tariff
        else { throw .contradiction("the account had other terms at \(instant) than the bill says") }
        guard self.version.effectiveFrom <= instant else {
            throw .contradiction(
                "version \(self.bill.tariffVersion) of the tariff holds from \(self.version.effectiveFrom), after \(instant)"
            )
        }
    }

    private func heading() -> ProofVerdict {
        var verdict = ProofVerdict(.bill, at: self.content.header)
        let tariff = self.version.tariff
        verdict.note("bill", self.number)
        verdict.note("account", self.bill.account.number)
        verdict.note("account_label", self.account.label)
        verdict.note("period", self.bill.period)
        verdict.note("period_start_ms", self.bill.periodStart)
        verdict.note("period_end_ms", self.bill.periodEnd)
        verdict.note("due_at_ms", self.bill.dueAt)
        verdict.note("quantity", self.bill.quantity)
        verdict.note("total_paise", self.bill.totalPaise)
        verdict.note("tariff", self.bill.tariff.number)
        verdict.note("tariff_version", self.bill.tariffVersion)
        verdict.note("tariff_label", tariff.label)
        verdict.note("lines", self.bill.lines.count)
        verdict.note("marks", self.bill.marks.rawValue)
        verdict.say(
            "Bill \(self.number) of account \(self.account.label) for \(self.bill.periodStart) to \(self.bill.periodEnd): "
                + "\(Figures.quantity(self.bill.quantity, tariff.unit)), \(Figures.rupees(self.bill.totalPaise)), due "
                + "\(self.bill.dueAt).")
        verdict.say(
            "Tariff \(tariff.label) of \(tariff.authority), order \(tariff.orderNumber), in force since "
                + "\(self.version.effectiveFrom).")
        for mark in self.bill.marks.words { verdict.say(mark) }
        return verdict
    }

    private func addRegisters(_ verdict: inout ProofVerdict) throws(ProofError) {
        var (total, openings, closings) = (Int64(0), 0, 0)
        var others: [ObisCode: Int64] = [:]
        let numbers = Set(self.bill.registers.map(\.register)).sorted()
        for number in numbers {
            let (meter, register) = try self.owner(of: number)
            let billed = try RegisterClaim(number, register, meter, self.bill, previous: self.previous, next: self.next)
            if register.channel == meter.service.billedChannel {
                total = min(total.addingSaturated(billed.quantity), RegisterRecord.maximumValue)
            } else {
                let sum = others[register.channel, default: 0].addingSaturated(billed.quantity)
                others[register.channel] = min(sum, RegisterRecord.maximumValue)
            }
            openings += billed.opening == nil ? 0 : 1
            closings += billed.closing == nil ? 0 : 1
            verdict.say(billed.words(self.version.tariff.unit))
        }
        guard total == self.bill.quantity else {
            throw .contradiction("the registers make \(total), the bill counts \(self.bill.quantity)")
        }
        try self.checkFacts(others)
        verdict.note("registers", numbers.count)
        verdict.note("stretches", self.bill.registers.count)
        verdict.note("openings_shown", openings)
        verdict.note("closings_shown", closings)
    }

    /// What the registers of other kinds counted, and what is known by the time of day, is what the bill goes by.
    private func checkFacts(_ others: [ObisCode: Int64]) throws(ProofError) {
        let facts = self.bill.facts
        guard facts.exported == others[.activeEnergyExport], facts.apparent == others[.apparentEnergyImport],
            facts.reactive == others[.reactiveEnergyImport]
        else { throw .contradiction("the registers of energy fed back, apparent or reactive make other sums") }
        guard let timed = facts.timed else { return }
        let sum = timed.reduce(Int64(0)) { $0.addingSaturated($1.quantity) }
        guard sum == self.bill.quantity else {
            throw .contradiction("by the time of day \(sum) were used, the bill counts \(self.bill.quantity)")
        }
    }

    private func owner(of number: UInt32) throws(ProofError) -> (MeterRecord, RegisterRecord) {
        guard let register = self.registers[number] else { throw .missing("register \(number)") }
        guard let meter = self.meters[register.meter.number] else { throw .missing("meter \(register.meter)") }
        guard meter.placements.contains(where: { $0.account == self.bill.account }) else {
            throw .contradiction("meter \(register.meter) is not and was not of account \(self.bill.account)")
        }
        return (meter, register)
    }

    private func addLines(_ verdict: inout ProofVerdict) throws(ProofError) {
        guard !self.bill.marks.contains(.uncomputable) else {
            guard self.bill.lines.isEmpty, self.bill.totalPaise == 0 else {
                throw .contradiction("the bill has no amount, and lines or a total")
            }
            if let problem = self.bill.problem(under: self.version.tariff) { verdict.say("Why: \(problem).") }
            return
        }
        try self.checkCarried()
        let computed: BillComputation
        do throws(TariffError) {
            computed = try self.version.tariff.computeBill(self.bill.input)
        } catch {
            throw .contradiction("the bill cannot be computed: \(error)")
        }
        for (line, other) in zip(computed.lines, self.bill.lines) where line != other {
            throw .contradiction(
                "line \(line.name): the tariff makes \(Figures.rupees(line.amountPaise)), the bill says "
                    + "\(Figures.rupees(other.amountPaise))")
        }
        guard computed.lines.count == self.bill.lines.count, computed.totalPaise == self.bill.totalPaise else {
            throw .contradiction(
                "the tariff makes \(Figures.rupees(computed.totalPaise)), the bill says \(Figures.rupees(self.bill.totalPaise))"
            )
        }
        for line in self.bill.lines { verdict.say("\(line.name): \(Figures.rupees(line.amountPaise)).") }
        if self.bill.carriedInPaise != 0 {
            verdict.say("Left by the bill before when it was rounded: \(Figures.rupees(self.bill.carriedInPaise)).")
        }
        verdict.say("Every line was computed again from the tariff, and the total fits to the paisa.")
    }

    /// What the bill before left by rounding is what this one took over.
    private func checkCarried() throws(ProofError) {
        guard let (number, before) = self.previous, !before.marks.contains(.uncomputable) else { return }
        let exact = before.lines.reduce(before.carriedInPaise) { $0.addingSaturated($1.amountPaise) }
        let (left, overflow) = exact.subtractingReportingOverflow(before.totalPaise)
        guard !overflow, left == self.bill.carriedInPaise else {
            throw .contradiction(
                "bill \(number) left \(Figures.rupees(left)) by rounding, this one took over "
                    + Figures.rupees(self.bill.carriedInPaise))
        }
    }

    private func addPayments(_ verdict: inout ProofVerdict) throws(ProofError) {
        var paid: Int64 = 0
        for (number, payment) in self.payments {
            let share = payment.shares.filter { $0.bill == self.number }
                .reduce(Int64(0)) { $0.addingSaturated($1.amountPaise) }
            guard payment.account == self.bill.account, share != 0, payment.reversedAt == nil else {
                throw .contradiction("payment \(number) settled nothing of this bill")
            }
            paid = paid.addingSaturated(share)
            verdict.say(
                "\(Figures.rupees(share)) by payment \(number), reference \(payment.reference), received "
                    + "\(payment.receivedAt).")
        }
        verdict.note("settled_paise", self.bill.settledPaise)
        verdict.note("paid_by_shown_paise", paid)
        verdict.note("settled_at_ms", self.bill.settledAt)
        if self.bill.reliefPaise != 0 {
            verdict.note("relief_paise", self.bill.reliefPaise)
            verdict.say("The decision of a dispute took off \(Figures.rupees(self.bill.reliefPaise)).")
        }
        verdict.say(
            "Settled: \(Figures.rupees(self.bill.settledPaise)) of "
                + Figures.rupees(self.bill.totalPaise.subtractingSaturated(self.bill.reliefPaise))
                + (self.bill.settledPaise == paid ? "." : "; what these payments do not make is credit, or not shown."))
    }
}

extension BillMarks {
    fileprivate var words: [String] {
        let words: [(BillMarks, String)] = [
            (.substituted, "A value in it was put in place, computed or interpolated."),
            (.late, "Use of an earlier period, which came late, is in it."),
            (.suspect, "A check doubts a value in it."),
            (
                .discontinuous,
                "A register was reset, passed its end or was replaced: closing less opening is not its use."
            ),
            (.disputed, "It is or was disputed."), (.incomplete, "A register was not read up to the period's end."),
            (.uncomputable, "The tariff gave no amount that fits: the bill is over nothing, and waits for a person."),
        ]
        return words.filter { self.contains($0.0) }.map(\.1)
    }
}
