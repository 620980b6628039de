import Contract
import Identity
import Ledger
import Metering

/// What people and boxes do.
extension Year {
    mutating func perform(_ act: Agenda.Act, at interval: Int) {
        switch act {
        case .pay(let account, let share, let most): self.pay(account, share: share, most: most, at: interval)
        case .payAgain(let reference): self.payAgain(reference)
        case .dishonour(let reference): self.dishonour(reference, at: interval)
        case .watermark:
            self.chain.submit(.collectedThrough(CollectedThrough(time: Self.end(of: interval))), by: .collector)
        case .serveNotice(let account): self.serveNotice(account, at: interval)
        case .dispute(let bill, let isDeposited): self.dispute(bill, isDeposited, at: interval)
        case .decide(let bill, let thousandths): self.decide(bill, thousandths)
        case .enlarge(let account): self.enlarge(account, at: interval)
        case .protect(let account):
            self.chain.submit(.protect(Protect(account: account, reason: .medical)), by: .registrar)
            self.tally.count("accounts protected")
        case .cut(let meter, let order): self.cut(meter, order, at: interval)
        case .close(let meter): self.close(meter, at: interval)
        case .linkDown(let box, let intervals):
            self.linkDownUntil[box] = max(self.linkDownUntil[box], interval + intervals)
            self.tally.count("times a link was down")
        case .silence(let meter, let intervals):
            self.meters[meter].silentUntil = interval + intervals
            self.tally.count("times a meter was silent")
        case .exchange(let meter, let delay): self.exchange(meter, recordedAfter: delay, at: interval)
        case .record(let amendment): self.chain.submit(.amendMeter(amendment), by: .registrar)
        case .hand(let meter): self.hand(meter, at: interval)
        case .retire(let meter): self.retire(meter, at: interval)
        case .move(let meter): self.move(meter, at: interval)
        }
    }

    // MARK: Money

    private mutating func pay(_ account: AccountID, share: Int64, most: Int64, at interval: Int) {
        // Nobody takes money while the banks are on strike.
        guard interval >= self.strikeUntil else {
            return self.agenda.add(.pay(account, share: share, most: most), at: self.strikeUntil + 5)
        }
        let open = self.chain.state.accounts[Int(account.number)].balancePaise
        let amount = share == 0 ? most : min(most, max(0, open) * share / 1000)
        guard amount > 0 else { return }
        let reference = self.books.reference()
        let payment = Payment(
            account: account, amountPaise: amount, reference: reference, receivedAt: Self.end(of: interval))
        self.chain.submit(.payment(payment), by: .collector)
        self.books.received(payment)
        self.tally.count("payments")
        if self.chance(80) { self.agenda.add(.payAgain(reference: reference), at: interval + 3) }
        if self.chance(70) { self.agenda.add(.dishonour(reference: reference), at: interval + 150) }
    }

    private mutating func payAgain(_ reference: String) {
        guard let payment = self.books.payments[reference] else { return }
        self.chain.submit(.payment(payment), by: .collector)
        self.tally.count("payments sent twice")
    }

    private mutating func dishonour(_ reference: String, at interval: Int) {
        guard let payment = self.books.payments[reference] else { return }
        self.chain.submit(.reversal(Reversal(reference: reference, reason: .dishonoured)), by: .collector)
        self.books.gaveBack(reference)
        self.tally.count("payments taken back")
        self.agenda.add(.pay(payment.account, share: 1000, most: .max), at: interval + 100)
    }

    // MARK: The office

    private mutating func serveNotice(_ account: AccountID, at interval: Int) {
        guard self.chain.state.accounts[Int(account.number)].awaitsNotice else { return }
        let notice = NoticeServed(
            account: account, mode: .hand, servedAt: Self.end(of: interval), proof: .sha256([1]))
        self.chain.submit(.noticeServed(notice), by: .registrar)
        self.tally.count("notices served")
    }

    private mutating func decide(_ bill: UInt32, _ thousandths: Int64) {
        let relief = self.chain.state.bills[Int(bill)].totalPaise * thousandths / 1000
        self.chain.submit(
            .decideDispute(DecideDispute(bill: bill, reliefPaise: relief, order: .sha256([2]))), by: .regulator)
    }

    private mutating func enlarge(_ account: AccountID, at interval: Int) {
        guard var terms = self.chain.state.accounts[Int(account.number)].terms.last?.terms else { return }
        terms.sanctionedLoadWatts += 1000
        let from = Self.end(of: interval).adding(seconds: 3 * 86_400)
        self.chain.submit(
            .amendAccount(AmendAccount(account: account, from: from, terms: terms)), by: .registrar)
        self.tally.count("changes of terms")
    }

    private mutating func dispute(_ bill: UInt32, _ isDeposited: Bool, at interval: Int) {
        let record = self.chain.state.bills[Int(bill)]
        let account = self.chain.state.accounts[Int(record.account.number)]
        guard account.dispute == nil, !record.marks.contains(.disputed), record.openPaise > 0 else { return }
        self.chain.submit(.disputeBill(DisputeBill(bill: bill, complaint: .sha256([3]))), by: .registrar)
        if isDeposited {
            let deposit = Deposit(
                bill: bill, amountPaise: record.openPaise, reference: self.books.reference(),
                receivedAt: Self.end(of: interval))
            self.chain.submit(.deposit(deposit), by: .collector)
            self.books.received(deposit)
        }
        self.tally.count("disputes")
        let relief: Int64 = self.chance(2) ? 0 : Int64(self.number(1...1000))
        self.agenda.add(
            .decide(bill: bill, reliefThousandths: relief), at: interval + self.number(300...1800))
    }

    // MARK: Relays

    /// From ten to four on working days, as the zone's policy says.
    private func maySwitch(_ interval: Int) -> Bool {
        let local = Self.end(of: interval).seconds + Self.offset
        let (hour, weekday) = (local / 3600 % 24, (local / 86_400 + 3) % 7)
        return (10..<16).contains(hour) && weekday < 5
    }

    private mutating func cut(_ meter: MeterID, _ order: UInt32, at interval: Int) {
        guard self.chain.state.orders[Int(order)].stands else { return }
        guard self.maySwitch(interval) else { return self.agenda.add(.cut(meter, order: order), at: interval + 1) }
        self.drive(meter, isOpen: true, at: interval)
        self.tally.count("supplies cut off")
        let account = self.chain.state.orders[Int(order)].account
        self.agenda.add(.pay(account, share: 1000, most: .max), at: interval + self.number(20...500))
    }

    private mutating func close(_ meter: MeterID, at interval: Int) {
        guard self.meters[Int(meter.number)].isOpen else { return }
        self.drive(meter, isOpen: false, at: interval)
        self.tally.count("supplies given back")
    }

    private mutating func drive(_ meter: MeterID, isOpen: Bool, at interval: Int) {
        self.meters[Int(meter.number)].isOpen = isOpen
        guard let box = self.rosters.firstIndex(where: { $0.contains(Int(meter.number)) }) else { return }
        for kind in [MeterEventKind.relayCommanded, .relayReadBack] {
            self.chain.submit(
                .meterEvent(
                    MeterEvent(
                        meter: meter, time: Self.end(of: interval), kind: kind, value: isOpen ? 0 : 1, evidence: [])),
                by: .box(UInt32(box)))
        }
    }
}
