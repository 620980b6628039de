internal import Ledger
internal import Metering

/// One interval's readings of a box: all of them are booked, or none.
extension ContractState {
    /// A register as it will be, and what it adds to the balance of its interval.
    private struct Update {
        let register: UInt32
        let record: RegisterRecord
        /// The increment over the interval; nil where the value was not a plain increment.
        let increment: Int64?
    }

    mutating func book(_ readings: Readings, of box: PrincipalID) throws(FailureReason) {
        let roster = self.roster(of: box)
        guard roster.version > 0, readings.rosterVersion == roster.version else {
            throw .rosterVersion(expected: roster.version, found: readings.rosterVersion)
        }
        guard readings.increments.count == roster.positions.count else {
            throw .rosterLength(expected: roster.positions.count, found: readings.increments.count)
        }
        let end = readings.intervalEnd
        guard end.milliseconds % (Int64(self.genesis.intervalSeconds) * 1000) == 0 else {
            throw .misalignedInterval(end, seconds: self.genesis.intervalSeconds)
        }
        try self.checkNotAhead(end)
        let updates = try self.updates(readings, roster)
        for update in updates { self.registerTable.replace(update.register, with: update.record) }
        self.addToBalances(updates, end: end)
        self.events.append(
            .readingsBooked(
                box: box, intervalEnd: end, values: UInt32(clamping: updates.count),
                missing: UInt32(clamping: roster.positions.count - updates.count),
                exceptions: UInt32(clamping: readings.exceptions.count)))
    }

    private func updates(_ readings: Readings, _ roster: Roster) throws(FailureReason) -> [Update] {
        var updates: [Update] = []
        updates.reserveCapacity(roster.positions.count)
        var exceptions = readings.exceptions[...]
        for (index, position) in roster.positions.enumerated() {
            guard let record = self.registerTable[position.register] else { continue }
            if let retired = position.retiredAt, retired < readings.intervalEnd {
                guard readings.increments[index] == nil, exceptions.first?.index != UInt32(index) else {
                    throw .meterRetired(position.meter, at: retired)
                }
                continue
            }
            let booking = Booking(
                position: UInt32(index), end: readings.intervalEnd, interval: Int64(self.genesis.intervalSeconds),
                billing: self.billing(of: position))
            if let exception = exceptions.first, exception.index == index {
                exceptions.removeFirst()
                let changed = try booking.apply(exception, to: record)
                updates.append(Update(register: position.register, record: changed, increment: nil))
            } else if let increment = readings.increments[index] {
                let (changed, quantity) = try booking.apply(increment: increment, to: record, .valid)
                updates.append(Update(register: position.register, record: changed, increment: quantity))
            }
        }
        return updates
    }

    private func billing(of position: RosterPosition) -> Booking.Billing? {
        guard self.index.isBilled[Int(position.register)] else { return nil }
        let payer = self.index.payers[Int(position.register)]
        guard payer == StateIndex.several else {
            return self.billing(Booking.Payers(first: self.payer(UTCTime(milliseconds: 0), payer), later: []))
        }
        return self.meterTable[position.meter.number].map { self.billing(of: $0) }
    }

    func billing(of meter: MeterRecord) -> Booking.Billing {
        let payers = meter.placements.map { self.payer($0.from, $0.account?.number) }
        return self.billing(
            Booking.Payers(
                first: payers.first ?? self.payer(UTCTime(milliseconds: 0), nil), later: Array(payers.dropFirst())))
    }

    private func billing(_ payers: Booking.Payers) -> Booking.Billing {
        Booking.Billing(
            calendar: self.zone.calendar,
            days: Booking.LocalDays(
                offsetMinutes: self.genesis.timeZoneOffsetMinutes, holidays: self.zone.holidays), payers: payers)
    }

    private func payer(_ from: UTCTime, _ account: UInt32?) -> Booking.Payer {
        Booking.Payer(
            from: from, account: account.map { AccountID($0) },
            nextPeriod: account.map { self.nextPeriod(of: $0) } ?? 0,
            isTimed: account.map { self.isTimed($0) } ?? false)
    }

    /// The earliest period that an account is not billed for.
    func nextPeriod(of account: UInt32) -> UInt32 {
        let zone = self.zone
        let next = account < zone.billingCursor ? zone.billingPeriod.addingSaturated(1) : zone.billingPeriod
        guard self.index.firstPeriods.indices.contains(Int(account)) else { return next }
        return max(next, self.index.firstPeriods[Int(account)])
    }

    private mutating func addToBalances(_ updates: [Update], end: UTCTime) {
        var sums: [UInt32: PendingInterval] = [:]
        for update in updates {
            for share in self.shares(of: update.register, inIntervalEnding: end) {
                sums[share.node, default: PendingInterval(end: end)].add(update.increment, share)
            }
        }
        for node in sums.keys.sorted() {
            guard let sum = sums[node], let through = self.nodeTable[node]?.balance.through ?? .some(.distantPast),
                end > through
            else { continue }
            var isNew = false
            self.nodeTable.change(node) { isNew = $0.balance.add(sum) }
            if isNew { self.index.balances.insert(node, at: end) }
        }
    }
}

extension UTCTime {
    fileprivate static let distantPast = UTCTime(milliseconds: .min)
}

extension PendingInterval {
    fileprivate mutating func add(_ increment: Int64?, _ share: BalanceShare) {
        self.reports = self.reports.addingSaturated(1)
        guard let increment else {
            self.isPlain = false
            return
        }
        if share.isDelivered {
            self.delivered = self.delivered.addingSaturated(increment)
        } else {
            self.metered = self.metered.addingSaturated(increment)
        }
    }
}

extension NodeBalance {
    /// Adds what one box reported of an interval; true where nothing was known of it.
    fileprivate mutating func add(_ sum: PendingInterval) -> Bool {
        let place = self.pending.firstIndex { $0.end >= sum.end } ?? self.pending.count
        guard place < self.pending.count, self.pending[place].end == sum.end else {
            self.pending.insert(sum, at: place)
            return true
        }
        self.pending[place].delivered = self.pending[place].delivered.addingSaturated(sum.delivered)
        self.pending[place].metered = self.pending[place].metered.addingSaturated(sum.metered)
        self.pending[place].reports = self.pending[place].reports.addingSaturated(sum.reports)
        self.pending[place].isPlain = self.pending[place].isPlain && sum.isPlain
        return false
    }
}
