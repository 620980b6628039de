internal import Identity
internal import Ledger
internal import Metering

/// The supply permit: active → due → noticed → ordered → settled, by block time.
extension ContractState {
    /// What an account owes past its due dates, and when the next due date passes.
    private struct Arrears {
        /// What a notice and an order may rest on.
        var paise: Int64 = 0
        var oldestBill: UInt32?
        /// What is overdue in a bill whose dispute keeps it from supporting anything, and until when.
        var disputedPaise: Int64 = 0
        var disputedUntil: UTCTime?
        /// True where anything is overdue, however old or disputed.
        var isOverdue = false
        var nextDue: UTCTime?
    }

    /// Sums that were first due so long ago, and were not shown as arrears since, support no order: two years
    /// (Electricity Act 2003, section 56(2)).
    static let barSeconds: Int64 = 2 * 365 * 86_400

    private func arrears(of account: UInt32) -> Arrears {
        var arrears = Arrears()
        guard let record = self.accountTable[account] else { return arrears }
        for number in self.openBills(of: AccountID(account)) {
            guard let bill = self.billTable[number] else { continue }
            if bill.dueAt < self.time {
                self.add(bill, number, of: record, to: &arrears)
            } else if arrears.nextDue.map({ bill.dueAt < $0 }) ?? true {
                arrears.nextDue = bill.dueAt
            }
        }
        return arrears
    }

    private func add(_ bill: BillRecord, _ number: UInt32, of account: AccountRecord, to arrears: inout Arrears) {
        arrears.isOverdue = true
        // Every bill states what is in arrears when it is issued.
        let shown = max(bill.dueAt, account.lastBilledAt ?? bill.dueAt)
        guard shown.adding(seconds: Self.barSeconds) >= self.time else { return }
        if let dispute = account.dispute, dispute.bill == number, dispute.stays(at: self.time) {
            arrears.disputedPaise = bill.openPaise
            if dispute.depositPaise < dispute.requiredPaise { arrears.disputedUntil = dispute.deadline }
            return
        }
        arrears.paise = arrears.paise.addingSaturated(bill.openPaise)
        if arrears.oldestBill == nil { arrears.oldestBill = number }
    }

    /// Accounts whose next date has come.
    mutating func reviewDueAccounts() {
        while let first = self.index.reviews.first, first.time <= self.time {
            self.index.reviews.removeFirst()
            guard self.accountTable[first.number]?.nextReview == first.time else { continue }
            self.review(first.number)
        }
    }

    /// Brings an account's stage up to date with its bills, its protection and the time.
    mutating func review(_ number: UInt32) {
        guard let account = self.accountTable[number] else { return }
        let arrears = self.arrears(of: number)
        let floor = self.policy.arrearsFloorPaise
        let isLiable = arrears.paise > floor && account.protection == nil
        let isSuspended =
            !isLiable && account.protection == nil && arrears.paise.addingSaturated(arrears.disputedPaise) > floor
        switch account.stage {
        case .ordered where isLiable: self.schedule(number, at: nil)
        case .noticed where isLiable: self.waitForNotice(number, account)
        case .ordered where isSuspended, .noticed where isSuspended: self.suspend(number, account, arrears)
        case .active where isLiable, .due where isLiable: self.callForNotice(number, account, arrears)
        case .active, .due, .noticed, .ordered: self.stand(number, account, arrears)
        }
    }

    mutating func revokeOrder(of number: UInt32, _ account: AccountRecord, _ reason: RevocationReason) {
        guard let order = account.order else { return }
        let now = self.time
        self.orderTable.change(order) {
            $0.revokedAt = now
            $0.revocation = reason
        }
        self.events.append(
            .orderRevoked(order: order, account: AccountID(number), label: account.label, why: reason))
    }

    /// A dispute keeps what is owed from supporting an order: the notice stays, and waits for the decision.
    private mutating func suspend(_ number: UInt32, _ account: AccountRecord, _ arrears: Arrears) {
        self.revokeOrder(of: number, account, .disputed)
        self.accountTable.change(number) {
            $0.stage = .noticed
            $0.order = nil
            $0.awaitsOrder = false
            $0.orderApproved = false
        }
        // A bill is overdue once its due date has passed.
        let due = arrears.nextDue?.adding(milliseconds: 1)
        self.schedule(number, at: [arrears.disputedUntil, due].compactMap { $0 }.min())
    }

    /// No notice and no order: nothing is overdue, or little, or the account is protected.
    private mutating func stand(_ number: UInt32, _ account: AccountRecord, _ arrears: Arrears) {
        self.revokeOrder(of: number, account, account.protection == nil ? .settled : .protected)
        self.accountTable.change(number) {
            $0.stage = arrears.isOverdue ? .due : .active
            $0.order = nil
            $0.awaitsNotice = false
            $0.noticeAt = nil
            $0.noticeEnd = nil
            $0.noticeMode = nil
            $0.noticeProof = nil
            $0.awaitsOrder = false
            $0.orderApproved = false
        }
        // A bill is overdue once its due date has passed.
        let due = arrears.nextDue?.adding(milliseconds: 1)
        self.schedule(number, at: [arrears.disputedUntil, due].compactMap { $0 }.min())
    }

    /// A notice is due: it counts at once where the policy asks for no more than its record, else once it was served.
    private mutating func callForNotice(_ number: UInt32, _ account: AccountRecord, _ arrears: Arrears) {
        guard self.policy.noticeDelivery == .served else {
            return self.startNotice(number, account, arrears.paise, from: self.time, mode: nil, proof: nil)
        }
        self.schedule(number, at: arrears.nextDue?.adding(milliseconds: 1))
        guard !account.awaitsNotice else { return }
        self.accountTable.change(number) {
            $0.stage = .due
            $0.awaitsNotice = true
        }
        self.events.append(.noticeDue(AccountID(number), label: account.label, arrearsPaise: arrears.paise))
    }

    private mutating func startNotice(
        _ number: UInt32, _ account: AccountRecord, _ paise: Int64, from time: UTCTime, mode: NoticeMode?,
        proof: Digest?
    ) {
        let end = self.noticeEnd(from: time)
        self.accountTable.change(number) {
            $0.stage = .noticed
            $0.awaitsNotice = false
            $0.noticeAt = time
            $0.noticeEnd = end
            $0.noticeMode = mode
            $0.noticeProof = proof
        }
        self.events.append(.noticeServed(AccountID(number), label: account.label, arrearsPaise: paise, end: end))
        self.schedule(number, at: end)
    }

    /// The notice period counts from the service of the notice, which is for bills that were overdue then.
    mutating func record(_ notice: NoticeServed) throws(FailureReason) {
        guard let account = self.accountTable[notice.account.number] else { throw .unknownAccount(notice.account) }
        try self.checkNotAhead(notice.servedAt)
        guard account.awaitsNotice else { throw .noNoticeDue(notice.account) }
        let arrears = self.arrears(of: notice.account.number)
        guard let oldest = arrears.oldestBill.flatMap({ self.billTable[$0] }) else {
            throw .noNoticeDue(notice.account)
        }
        guard notice.servedAt > oldest.dueAt else { throw .noticeTooEarly(due: oldest.dueAt) }
        self.startNotice(
            notice.account.number, account, arrears.paise, from: min(notice.servedAt, self.time), mode: notice.mode,
            proof: notice.proof)
    }

    /// The first instant at which an order may follow a notice.
    func noticeEnd(from time: UTCTime) -> UTCTime {
        switch self.policy.noticePeriod {
        case .seconds(let seconds): return time.adding(seconds: Int64(seconds))
        case .clearDays(let days):
            // Neither the day of the notice nor the day of the order counts.
            let offset = self.genesis.timeZoneOffsetMinutes * 60
            let midnight = time.adding(seconds: offset).floored(toMultipleOf: 86_400).adding(seconds: -offset)
            return midnight.adding(seconds: (Int64(days) + 1) * 86_400)
        }
    }

    private mutating func waitForNotice(_ number: UInt32, _ account: AccountRecord) {
        guard let end = account.noticeEnd, end <= self.time else {
            self.schedule(number, at: account.noticeEnd)
            return
        }
        self.schedule(number, at: nil)
        guard !account.awaitsOrder, !self.disconnectableMeters(of: number).isEmpty else { return }
        self.accountTable.change(number) { $0.awaitsOrder = true }
        if self.policy.ordersNeedSignature {
            self.events.append(.orderAwaitsSignature(AccountID(number), label: account.label))
        } else {
            self.index.waitingOrders.insert(number, at: end)
        }
    }

    /// An officer's signature lets an order go on that waits for it.
    mutating func approve(_ approval: ApproveOrder) throws(FailureReason) {
        guard let account = self.accountTable[approval.account.number] else { throw .unknownAccount(approval.account) }
        guard account.awaitsOrder, !account.orderApproved, let end = account.noticeEnd else {
            throw .noOrderWaits(approval.account)
        }
        self.accountTable.change(approval.account.number) { $0.orderApproved = true }
        self.index.waitingOrders.insert(approval.account.number, at: end)
    }

    /// True where an order that waits needs nothing more than its day.
    func isReleased(_ account: AccountRecord) -> Bool {
        account.awaitsOrder && (account.orderApproved || !self.policy.ordersNeedSignature)
    }

    /// Orders that waited for a signature which a new policy no longer asks for.
    mutating func releaseUnsignedOrders() {
        for (number, account) in self.accountTable.rows.enumerated() where account.awaitsOrder {
            guard !account.orderApproved, let end = account.noticeEnd else { continue }
            self.index.waitingOrders.insert(UInt32(number), at: end)
        }
    }

    mutating func release(_ release: ReleaseOrders, signers: [PrincipalID]) throws(FailureReason) {
        try self.checkApproval(of: .orders, by: signers)
        let today = UInt32(clamping: self.localDay)
        guard release.day >= today else { throw .dayHasPassed(today: today, found: release.day) }
        self.zones.change(0) {
            let sum = $0.releaseDay == release.day ? $0.ordersReleased : 0
            $0.ordersReleased =
                sum.addingReportingOverflow(release.additional).overflow ? .max : sum + release.additional
            $0.releaseDay = release.day
        }
        self.events.append(.ordersReleased(day: release.day, additional: release.additional))
    }

    private mutating func schedule(_ number: UInt32, at time: UTCTime?) {
        guard self.accountTable[number]?.nextReview != time else { return }
        self.accountTable.change(number) { $0.nextReview = time }
        if let time { self.index.reviews.insert(number, at: time) }
    }

    private func disconnectableMeters(of account: UInt32) -> [MeterID] {
        self.meters(of: AccountID(account)).filter { id in
            guard let meter = self.meterTable[id.number] else { return false }
            return meter.hasDisconnect && self.supportsBills(meter.legalUse)
        }
    }

    /// Orders whose notice has run out, by the end of the notice, while the collectors' watermarks are young and the
    /// day's limit allows.
    mutating func issueWaitingOrders() {
        while let first = self.index.waitingOrders.first {
            guard let account = self.accountTable[first.number], self.isReleased(account),
                account.noticeEnd == first.time
            else {
                self.index.waitingOrders.removeFirst()
                continue
            }
            guard self.collectorsAreCurrent, self.ordersLeftToday > 0 else { return }
            self.index.waitingOrders.removeFirst()
            self.review(first.number)
            guard let current = self.accountTable[first.number], self.isReleased(current) else { continue }
            self.issueOrder(first.number, current)
        }
    }

    private mutating func issueOrder(_ number: UInt32, _ account: AccountRecord) {
        let arrears = self.arrears(of: number)
        guard let bill = arrears.oldestBill, let noticeAt = account.noticeAt, let noticeEnd = account.noticeEnd,
            let order = self.orderTable.nextNumber
        else { return }
        self.orderTable.append(
            OrderRecord(
                account: AccountID(number), bill: bill, arrearsPaise: arrears.paise, noticeAt: noticeAt,
                noticeEnd: noticeEnd, noticeProof: account.noticeProof, issuedAt: self.time,
                meters: self.disconnectableMeters(of: number)))
        self.accountTable.change(number) {
            $0.stage = .ordered
            $0.order = order
            $0.awaitsOrder = false
            $0.orderApproved = false
        }
        let today = self.localDay
        self.zones.change(0) {
            $0.ordersToday = $0.orderDay == today ? $0.ordersToday &+ 1 : 1
            $0.orderDay = today
        }
        self.events.append(
            .orderIssued(
                order: order, account: AccountID(number), label: account.label, bill: bill,
                arrearsPaise: arrears.paise, noticeAt: noticeAt, noticeEnd: noticeEnd))
    }

    private var localDay: Int64 {
        CivilDate(self.time, offsetMinutes: self.genesis.timeZoneOffsetMinutes).daysSinceEpoch
    }

    private var ordersLeftToday: UInt32 {
        let used = self.zone.orderDay == self.localDay ? self.zone.ordersToday : 0
        let released = Int64(self.zone.releaseDay) == self.localDay ? self.zone.ordersReleased : 0
        let (sum, overflow) = self.policy.maximumOrdersPerDay.addingReportingOverflow(released)
        let limit = overflow ? UInt32.max : sum
        return limit > used ? limit - used : 0
    }

    /// True where every collector's word is younger than the policy asks, and there is a collector at all.
    private var collectorsAreCurrent: Bool {
        let limit = self.policy.collectorWatermarkSeconds
        guard limit > 0 else { return true }
        let oldest = self.time.adding(seconds: -Int64(limit))
        // One whose key was revoked records nothing, and is not waited for.
        let collectors = self.collectors.filter { self.principalTable[$0.principal.number]?.revokedAt == nil }
        return !collectors.isEmpty
            && collectors.allSatisfy { collector in collector.through.map { $0 > oldest } ?? false }
    }

    /// Settling a bill permits the supply through the due date of the next one.
    mutating func grantPermit(_ number: UInt32) {
        guard let account = self.accountTable[number] else { return }
        let oldest = self.openBills(of: AccountID(number)).first.flatMap { self.billTable[$0] }
        let next = self.zone.calendar.period(self.nextPeriod(of: number))
        let through = oldest?.dueAt ?? self.dueDate(after: next)
        guard through > self.time, through != account.permitThrough else { return }
        self.accountTable.change(number) { $0.permitThrough = through }
        self.events.append(.permitGranted(AccountID(number), label: account.label, through: through))
    }

    /// When the bill for a period will be due, as the policy stands.
    func dueDate(after period: BillingPeriod) -> UTCTime {
        self.billedFrom(period).adding(seconds: Int64(self.policy.dueSeconds))
    }
}
