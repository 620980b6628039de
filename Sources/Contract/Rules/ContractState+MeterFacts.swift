internal import Ledger
internal import Metering

/// Dated facts about meters: what was read before their instant belongs to what held then.
extension ContractState {
    mutating func amend(_ amendment: AmendMeter) throws(FailureReason) {
        guard let meter = self.meterTable[amendment.meter.number] else { throw .unknownMeter(amendment.meter) }
        if let retired = meter.retiredAt { throw .meterRetired(amendment.meter, at: retired) }
        switch amendment.fact {
        case .node(let node): try self.move(amendment, meter, to: node)
        case .account(let account): try self.hand(amendment, meter, to: account)
        case .exchanged(let serial, let registers): try self.exchange(amendment, meter, serial, registers)
        case .retired: try self.retire(amendment, meter)
        case .ratios(let ratios): try self.declare(ratios, amendment, meter)
        }
        self.events.append(
            .meterAmended(amendment.meter, label: meter.label, from: amendment.from, fact: amendment.fact))
    }

    private mutating func move(_ amendment: AmendMeter, _ meter: MeterRecord, to node: NodeID) throws(FailureReason) {
        try self.checkInstant(amendment, meter)
        guard self.nodeTable[node.number] != nil else { throw .unknownNode(node) }
        // A delivering meter draws the border of a balance: a new border takes a new meter.
        guard meter.purpose != .delivers else { throw .gridMeterMove }
        try self.place(amendment, Placement(from: amendment.from, node: node, account: meter.account))
        self.indexMove(of: amendment.meter.number, from: meter)
    }

    private mutating func hand(
        _ amendment: AmendMeter, _ meter: MeterRecord, to account: AccountID?
    ) throws(FailureReason) {
        try self.checkInstant(amendment, meter)
        if let account { try self.check(account, paysFor: meter.purpose, meter.service, meter.legalUse) }
        if let old = meter.account {
            let open = self.zone.calendar.period(self.nextPeriod(of: old.number)).start
            guard amendment.from >= open else { throw .periodBilled(earliest: open) }
        }
        try self.place(amendment, Placement(from: amendment.from, node: meter.node, account: account))
        guard let changed = self.meterTable[amendment.meter.number] else { return }
        self.indexPayers(of: amendment.meter.number, changed)
        for account in [meter.account, account].compactMap({ $0 }) { self.reconsider(account.number) }
    }

    /// An order names the meters that its account paid for: it is made anew for those that are left.
    private mutating func reconsider(_ number: UInt32) {
        guard let account = self.accountTable[number] else { return }
        if account.stage == .ordered {
            self.revokeOrder(of: number, account, .meterMoved)
            self.accountTable.change(number) {
                $0.stage = .noticed
                $0.order = nil
            }
        }
        self.review(number)
    }

    private mutating func place(_ amendment: AmendMeter, _ placement: Placement) throws(FailureReason) {
        let number = amendment.meter.number
        let placements = self.meterTable[number]?.placements ?? []
        if placements.last?.from == placement.from {
            self.meterTable.change(number) { $0.placements[placements.count - 1] = placement }
            return
        }
        guard placements.count < MeterRecord.maximumPlacements else {
            throw .tooManyPlacements(limit: MeterRecord.maximumPlacements)
        }
        self.meterTable.change(number) { $0.placements.append(placement) }
    }

    /// The instant is the end of an interval that is over or runs, after the last fact, and nothing was read after it.
    private func checkInstant(_ amendment: AmendMeter, _ meter: MeterRecord) throws(FailureReason) {
        let interval = Int64(self.genesis.intervalSeconds)
        guard amendment.from.milliseconds % (interval * 1000) == 0 else {
            throw .misalignedInterval(amendment.from, seconds: self.genesis.intervalSeconds)
        }
        guard amendment.from <= self.time.adding(seconds: interval) else {
            throw .inFuture(amendment.from, now: self.time)
        }
        if let last = meter.placements.last, last.from > amendment.from { throw .factOutOfOrder(last: last.from) }
        for register in self.registerNumbers(of: meter) {
            guard let boundary = self.registerTable[register]?.boundary, boundary > amendment.from else { continue }
            throw .readBeyond(amendment.meter, boundary: boundary)
        }
    }

    private mutating func exchange(
        _ amendment: AmendMeter, _ meter: MeterRecord, _ serial: String, _ exchanged: [ExchangedRegister]
    ) throws(FailureReason) {
        try self.checkNotAhead(amendment.from)
        let numbers = Array(self.registerNumbers(of: meter))
        guard exchanged.count == numbers.count else {
            throw .exchangeLength(expected: numbers.count, found: exchanged.count)
        }
        var changed: [(UInt32, RegisterRecord)] = []
        for (number, values) in zip(numbers, exchanged) {
            guard let record = self.registerTable[number] else { continue }
            changed.append((number, try self.exchanged(record, number, values, amendment, meter)))
        }
        for (number, record) in changed { self.registerTable.replace(number, with: record) }
        self.meterTable.change(amendment.meter.number) { $0.serial = serial }
        self.forgetReadRatios(of: amendment.meter)
    }

    private func exchanged(
        _ record: RegisterRecord, _ number: UInt32, _ values: ExchangedRegister, _ amendment: AmendMeter,
        _ meter: MeterRecord
    ) throws(FailureReason) -> RegisterRecord {
        let allowed = 0...RegisterRecord.maximumValue
        guard allowed.contains(values.closing), allowed.contains(values.opening) else {
            throw .valueOverflow(position: 0, meter: amendment.meter, limit: RegisterRecord.maximumValue)
        }
        var changed = record
        if let restart = record.restart, restart.since <= amendment.from, amendment.from <= restart.end {
            guard let missing = restart.quantity(closing: values.closing, opening: values.opening) else {
                throw .exchangeContradicts(amendment.meter, before: restart.before, after: restart.after)
            }
            changed.restart = nil
            let billing = self.index.isBilled[Int(number)] ? self.billing(of: meter) : nil
            let booking = Booking(
                position: 0, end: restart.end, interval: Int64(self.genesis.intervalSeconds), billing: billing)
            try booking.book(missing: missing, on: &changed, since: restart.since)
            return changed
        }
        if let boundary = record.boundary {
            guard boundary <= amendment.from else { throw .readBeyond(amendment.meter, boundary: boundary) }
            guard values.closing >= record.value else {
                throw .registerWentBack(
                    position: 0, meter: amendment.meter, last: record.value, found: values.closing)
            }
        }
        changed.exchange = PendingExchange(at: amendment.from, closing: values.closing, opening: values.opening)
        return changed
    }

    private mutating func retire(_ amendment: AmendMeter, _ meter: MeterRecord) throws(FailureReason) {
        try self.checkInstant(amendment, meter)
        guard meter.purpose != .delivers else { throw .gridMeterMove }
        self.meterTable.change(amendment.meter.number) { $0.retiredAt = amendment.from }
        guard let changed = self.meterTable[amendment.meter.number] else { return }
        self.indexRetirement(of: amendment.meter.number, changed)
        self.indexMove(of: amendment.meter.number, from: meter)
        self.forgetReadRatios(of: amendment.meter)
        if let account = meter.account { self.reconsider(account.number) }
    }
}
