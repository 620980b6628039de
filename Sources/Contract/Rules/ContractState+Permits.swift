internal import Ledger
internal import Metering

/// The supply permit: active → due → noticed → ordered → settled, by block time.
extension ContractState {
    /// What an account owes past its due dates, and when the next due date passes.
    private struct Arrears {
        var paise: Int64 = 0
        var oldestBill: UInt32?
        var nextDue: UTCTime?
    }

    private func arrears(of account: UInt32) -> Arrears {
        var arrears = Arrears()
        for number in self.openBills(of: AccountID(account)) {
            guard let bill = self.billTable[number] else { continue }
            if bill.dueAt < self.time {
                arrears.paise = arrears.paise.addingSaturated(bill.openPaise)
                if arrears.oldestBill == nil { arrears.oldestBill = number }
            } else if arrears.nextDue.map({ bill.dueAt < $0 }) ?? true {
                arrears.nextDue = bill.dueAt
            }
        }
        return arrears
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
        let isLiable = arrears.paise > self.policy.arrearsFloorPaise && account.protection == nil
        switch account.stage {
        case .ordered where isLiable: self.schedule(number, at: nil)
        case .noticed where isLiable: self.waitForNotice(number, account)
        case .active where isLiable, .due where isLiable: self.serveNotice(number, account, arrears)
        case .active, .due, .noticed, .ordered: self.stand(number, account, arrears)
        }
    }

    /// No notice and no order: nothing is overdue, or little, or the account is protected.
    private mutating func stand(_ number: UInt32, _ account: AccountRecord, _ arrears: Arrears) {
        if let order = account.order {
            let reason: RevocationReason = account.protection == nil ? .settled : .protected
            let now = self.time
            self.orderTable.change(order) {
                $0.revokedAt = now
                $0.revocation = reason
            }
            self.events.append(
                .orderRevoked(order: order, account: AccountID(number), label: account.label, why: reason))
        }
        self.accountTable.change(number) {
            $0.stage = arrears.oldestBill == nil ? .active : .due
            $0.order = nil
            $0.noticeAt = nil
            $0.noticeEnd = nil
            $0.awaitsOrder = false
        }
        // A bill is overdue once its due date has passed.
        self.schedule(number, at: arrears.nextDue?.adding(milliseconds: 1))
    }

    private mutating func serveNotice(_ number: UInt32, _ account: AccountRecord, _ arrears: Arrears) {
        let end = self.noticeEnd(from: self.time)
        let now = self.time
        self.accountTable.change(number) {
            $0.stage = .noticed
            $0.noticeAt = now
            $0.noticeEnd = end
        }
        self.events.append(
            .noticeServed(AccountID(number), label: account.label, arrearsPaise: arrears.paise, end: end))
        self.schedule(number, at: end)
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
        self.index.waitingOrders.insert(number, at: end)
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
            guard let account = self.accountTable[first.number], account.awaitsOrder, account.noticeEnd == first.time
            else {
                self.index.waitingOrders.removeFirst()
                continue
            }
            guard self.collectorsAreCurrent, self.ordersLeftToday > 0 else { return }
            self.index.waitingOrders.removeFirst()
            self.review(first.number)
            guard let current = self.accountTable[first.number], current.awaitsOrder else { continue }
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
                noticeEnd: noticeEnd, issuedAt: self.time, meters: self.disconnectableMeters(of: number)))
        self.accountTable.change(number) {
            $0.stage = .ordered
            $0.order = order
            $0.awaitsOrder = false
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
        self.time.adding(seconds: self.genesis.timeZoneOffsetMinutes * 60).floored(toMultipleOf: 86_400).seconds
            / 86_400
    }

    private var ordersLeftToday: UInt32 {
        let used = self.zone.orderDay == self.localDay ? self.zone.ordersToday : 0
        return self.policy.maximumOrdersPerDay > used ? self.policy.maximumOrdersPerDay - used : 0
    }

    /// True where every collector's word is younger than the policy asks, and there is a collector at all.
    private var collectorsAreCurrent: Bool {
        let limit = self.policy.collectorWatermarkSeconds
        guard limit > 0 else { return true }
        let oldest = self.time.adding(seconds: -Int64(limit))
        return self.collectorTable.count > 0
            && self.collectors.allSatisfy { collector in collector.through.map { $0 > oldest } ?? false }
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
        period.end.adding(seconds: Int64(self.policy.billingGraceSeconds) + Int64(self.policy.dueSeconds))
    }
}
