internal import Contract
internal import Ledger
internal import Metering

/// Why a meter's supply was cut off: the order with the bill and the notice that it rests on, and what the relay did.
struct SwitchingClaim {
    private let content: ProvenContent
    private let meter: (number: UInt32, record: MeterRecord)
    private let order: (number: UInt32, record: OrderRecord)
    private let bill: BillRecord
    private let account: AccountRecord
    private let box: PrincipalRecord
    private let events: [(signed: ProvenContent.Signed, event: MeterEvent)]

    init(_ content: ProvenContent) throws(ProofError) {
        self.content = content
        try content.expect([.meter, .order, .bill, .account, .principal])
        self.meter = try content.only(MeterRecord.self)
        self.order = try content.only(OrderRecord.self)
        self.bill = try content.only(BillRecord.self, self.order.record.bill)
        self.account = try content.only(AccountRecord.self, self.order.record.account.number)
        self.box = try content.only(PrincipalRecord.self, self.meter.record.box.number)
        self.events = try Self.events(content, of: self.meter, since: self.order.record.issuedAt)
        try self.checkOrder()
    }

    private func checkOrder() throws(ProofError) {
        let (number, order) = self.order
        guard order.meters.contains(MeterID(self.meter.number)) else {
            throw .contradiction("order \(number) does not name meter \(self.meter.number)")
        }
        let isOfAccount = self.meter.record.placements.contains { $0.account == order.account }
        guard isOfAccount, self.bill.account == order.account else {
            throw .contradiction("order \(number), its bill and the meter are not of one account")
        }
        guard self.bill.dueAt < order.issuedAt, self.bill.settledAt.map({ $0 > order.issuedAt }) ?? true else {
            throw .contradiction("bill \(order.bill) was not overdue when order \(number) was issued")
        }
        guard order.noticeAt <= order.noticeEnd, order.noticeEnd <= order.issuedAt else {
            throw .contradiction("order \(number) was issued before its notice had run out")
        }
    }

    /// The relay's events, each of the kind that the contract records.
    private static func events(
        _ content: ProvenContent, of meter: (number: UInt32, record: MeterRecord), since issued: UTCTime
    ) throws(ProofError) -> [(signed: ProvenContent.Signed, event: MeterEvent)] {
        var events: [(signed: ProvenContent.Signed, event: MeterEvent)] = []
        for signed in content.transactions {
            guard case .meterEvent(let event) = signed.transaction.body, event.meter.number == meter.number,
                signed.transaction.sender == meter.record.box
            else { throw .contradiction("a transaction is no event of meter \(meter.number) by its box") }
            guard event.kind == .relayCommanded || event.kind == .relayReadBack, (0...2).contains(event.value) else {
                throw .contradiction("an event is no command to the relay and no reading of it")
            }
            guard ContractState.earliestBlockTime(toReport: event.time) <= signed.header.time,
                signed.header.time >= issued
            else {
                throw .contradiction("an event of \(event.time) is before the order, or was refused by the contract")
            }
            events.append((signed, event))
        }
        return events
    }

    func verdict() -> ProofVerdict {
        var verdict = ProofVerdict(.switching, at: self.content.header)
        let order = self.order.record
        verdict.note("order", self.order.number)
        verdict.note("meter", self.meter.number)
        verdict.note("meter_label", self.meter.record.label)
        verdict.note("account", order.account.number)
        verdict.note("account_label", self.account.label)
        verdict.note("bill", order.bill)
        verdict.note("arrears_paise", order.arrearsPaise)
        verdict.note("due_at_ms", self.bill.dueAt)
        verdict.note("notice_at_ms", order.noticeAt)
        verdict.note("notice_end_ms", order.noticeEnd)
        verdict.note("issued_at_ms", order.issuedAt)
        verdict.note("revoked_at_ms", order.revokedAt)
        verdict.note("protected", self.account.protection != nil)
        verdict.note("events", self.events.count)
        verdict.note("events_at_limit", self.events.count >= ProofBundle.maximumEvents)
        verdict.note("commanded_open_ms", self.first(.relayCommanded)?.time)
        verdict.note("read_back_open_ms", self.first(.relayReadBack)?.time)
        self.addReasons(&verdict)
        self.addRelay(&verdict)
        return verdict
    }

    private func first(_ kind: MeterEventKind) -> MeterEvent? {
        self.events.first { $0.event.kind == kind && $0.event.value == 0 }?.event
    }

    private var open: Int64 {
        let (owed, isTooLarge) = self.bill.totalPaise.subtractingReportingOverflow(self.bill.reliefPaise)
        let (open, overflow) = owed.subtractingReportingOverflow(self.bill.settledPaise)
        return isTooLarge || overflow ? self.bill.totalPaise : open
    }

    private func addReasons(_ verdict: inout ProofVerdict) {
        let (number, order) = self.order
        verdict.say(
            "Order \(number) of \(order.issuedAt) disconnects meter \(self.meter.record.label) (serial "
                + "\(self.meter.record.serial)) of account \(self.account.label): \(Figures.rupees(order.arrearsPaise)) overdue."
        )
        let settled =
            self.bill.settledAt.map { "settled at \($0)" } ?? "\(Figures.rupees(self.open)) still open"
        verdict.say(
            "Its oldest bill, \(order.bill), of \(Figures.rupees(self.bill.totalPaise)) was due at \(self.bill.dueAt) and "
                + "not settled when the order was issued; it is \(settled).")
        verdict.say("Notice was served at \(order.noticeAt) and ran out at \(order.noticeEnd), before the order.")
        verdict.say(
            self.account.protection.map { "The account is protected now (\($0))." }
                ?? "The account is not protected now; that it was not then is part of what the validators executed.")
        if let revokedAt = order.revokedAt {
            verdict.say(
                "The order was revoked at \(revokedAt): \(order.revocation.map { "\($0)" } ?? "for no reason that is told")."
            )
        } else {
            verdict.say("The order stands.")
        }
    }

    private func addRelay(_ verdict: inout ProofVerdict) {
        for (signed, event) in self.events {
            let state = event.value == 0 ? "open" : event.value == 1 ? "closed" : "not readable"
            verdict.say(
                "\(self.box.label) \(event.kind == .relayCommanded ? "commanded" : "read back") the relay \(state) at "
                    + "\(event.time), in block \(signed.header.height). \(signed.words(about: self.box))")
        }
        if self.first(.relayReadBack) == nil {
            verdict.say("That the relay opened is not shown.")
        }
        if self.events.count >= ProofBundle.maximumEvents {
            verdict.say(
                "These are the first \(self.events.count) events, as many as a proof shows: what the relay did after them "
                    + "is not shown.")
        }
    }
}
