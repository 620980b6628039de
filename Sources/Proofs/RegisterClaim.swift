internal import Contract
internal import Ledger
internal import Metering

/// A register's part of a bill: what it counted while the account paid for it, and where it opened and closed.
struct RegisterClaim {
    private let register: UInt32
    private let record: RegisterRecord
    private let meter: MeterRecord
    private let account: AccountID
    /// Of the bill; one for each time that the account paid, in the order of time.
    private let stretches: [BilledRegister]
    /// The bill before, which closed the register where this one opens it; nil where none is shown that has to.
    let opening: UInt32?
    /// Who opens the register where this bill closes it; nil where nobody has to.
    let closing: String?

    /// In base units.
    var quantity: Int64 { self.stretches.reduce(0) { $0.addingSaturated($1.quantity) } }

    init(
        _ number: UInt32, _ record: RegisterRecord, _ meter: MeterRecord, _ bill: BillRecord,
        previous: (number: UInt32, record: BillRecord)?, next: (number: UInt32, record: BillRecord)?
    ) throws(ProofError) {
        (self.register, self.record, self.meter, self.account) = (number, record, meter, bill.account)
        self.stretches = bill.stretches(of: number)
        try Self.check(self.stretches, bill, meter)
        self.opening = try Self.opening(self.stretches, bill, meter, previous)
        self.closing = try Self.closing(self.stretches, bill, meter, record, next)
    }

    /// Each stretch's way is what it counts, and there are no more of them than times that the account paid.
    private static func check(
        _ stretches: [BilledRegister], _ bill: BillRecord, _ meter: MeterRecord
    ) throws(ProofError) {
        guard stretches.count <= meter.times(paidBy: bill.account) else {
            throw .contradiction("the bill counts meter \(meter.label) more often than the account paid for it")
        }
        guard !bill.marks.contains(.discontinuous) else { return }
        for stretch in stretches {
            let (way, overflow) = stretch.closing.subtractingReportingOverflow(stretch.opening)
            guard !overflow, way == stretch.quantity else {
                throw .contradiction(
                    "register \(stretch.register) went from \(stretch.opening) to \(stretch.closing), the bill counts "
                        + "\(stretch.quantity)")
            }
        }
    }

    private static func opening(
        _ stretches: [BilledRegister], _ bill: BillRecord, _ meter: MeterRecord,
        _ previous: (number: UInt32, record: BillRecord)?
    ) throws(ProofError) -> UInt32? {
        guard let first = stretches.first, let previous,
            let before = previous.record.stretches(of: first.register).last, !before.isUnread(previous.record.marks)
        else { return nil }
        if before.closing == first.opening { return previous.number }
        guard !meter.mustMeet(previous.record, bill) else {
            throw .contradiction(
                "bill \(previous.number) closed register \(first.register) at \(before.closing), this one opens it at "
                    + "\(first.opening)")
        }
        return nil
    }

    /// The bill after opens the register where this one closes it; after the last bill that has it, its books do.
    private static func closing(
        _ stretches: [BilledRegister], _ bill: BillRecord, _ meter: MeterRecord, _ record: RegisterRecord,
        _ next: (number: UInt32, record: BillRecord)?
    ) throws(ProofError) -> String? {
        // The first reading opens a register that was not read before.
        guard let last = stretches.last, !last.isUnread(bill.marks) else { return nil }
        if let next, let after = next.record.stretches(of: last.register).first {
            if after.opening == last.closing { return "bill \(next.number) opens" }
            guard !meter.mustMeet(bill, next.record) else { throw Self.break(last, opens: after.opening) }
            return nil
        }
        // What others paid for since is in their bills.
        guard meter.hasOnePayer(bill.account) else { return nil }
        if let next {
            guard let retired = meter.retiredAt, retired <= next.record.periodStart else {
                throw Self.break(last, opens: nil)
            }
        }
        if record.opening == last.closing { return "the register's own books open" }
        // What is read late of a retired meter comes into a later bill than the next.
        guard next != nil, bill.marks.contains(.incomplete) else { throw Self.break(last, opens: record.opening) }
        return nil
    }

    private static func `break`(_ last: BilledRegister, opens value: Int64?) -> ProofError {
        .contradiction(
            "the bill closes register \(last.register) at \(last.closing), after it the books open "
                + (value.map { "at \($0)" } ?? "without it"))
    }

    func words(_ unit: Unit) -> String {
        let ways = self.stretches.map {
            "\($0.opening) to \($0.closing), \(Figures.quantity($0.quantity, unit))"
        }
        return "Meter \(self.meter.label) (serial \(self.meter.serial)), register \(self.record.channel): "
            + ways.joined(separator: "; then, after others had paid for it, ") + "; it opens "
            + (self.opening.map { "where bill \($0) closed it" } ?? "where no earlier bill is shown to close it")
            + (self.closing.map { ", and \($0) where it closes." } ?? "; what follows its closing is not shown.")
    }
}

extension BillRecord {
    fileprivate func stretches(of register: UInt32) -> [BilledRegister] {
        self.registers.filter { $0.register == register }
    }
}

extension BilledRegister {
    /// True where the bill closed before the register was read for the first time.
    fileprivate func isUnread(_ marks: BillMarks) -> Bool {
        marks.contains(.incomplete) && self.opening == 0 && self.closing == 0 && self.quantity == 0
    }
}

extension MeterRecord {
    fileprivate func hasOnePayer(_ account: AccountID) -> Bool {
        self.placements.allSatisfy { $0.account == account }
    }

    /// How often an account began to pay for it.
    fileprivate func times(paidBy account: AccountID) -> Int {
        self.placements.indices.count { index in
            self.placements[index].account == account && (index == 0 || self.placements[index - 1].account != account)
        }
    }

    /// True where an account's later bill opens the meter's registers where the earlier one closed them: it alone ever paid
    /// for the meter, or paid all the time between them, and the earlier one was read to its end.
    fileprivate func mustMeet(_ earlier: BillRecord, _ later: BillRecord) -> Bool {
        self.hasOnePayer(earlier.account)
            || !earlier.marks.contains(.incomplete)
                && self.isPaid(by: earlier.account, from: earlier.periodEnd, to: later.periodStart)
    }

    /// True where one account paid for the intervals that end at or before the first instant, for those that begin at or
    /// after the second one, and for all between.
    private func isPaid(by account: AccountID, from end: UTCTime, to start: UTCTime) -> Bool {
        self.placements.indices.allSatisfy { index in
            let isOver = index + 1 < self.placements.count && self.placements[index + 1].from < end
            let isLater = index > 0 && self.placements[index].from > start
            return isOver || isLater || self.placements[index].account == account
        }
    }
}
