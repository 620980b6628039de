internal import Ledger
internal import Metering

/// A box's readings of one interval or several: all of them are booked, or none. Each interval goes by the rules that it
/// would go by alone, after those before it.
extension ContractState {
    private typealias Changed = (register: UInt32, record: RegisterRecord)

    mutating func book(_ readings: Readings, of box: PrincipalID) throws(FailureReason) {
        let roster = self.roster(of: box)
        guard roster.version > 0, readings.rosterVersion == roster.version else {
            throw .rosterVersion(expected: roster.version, found: readings.rosterVersion)
        }
        for interval in readings.intervals where interval.increments.count != roster.positions.count {
            throw .rosterLength(expected: roster.positions.count, found: interval.increments.count)
        }
        var columns = try self.columns(of: readings)
        for (register, record) in try self.registers(after: &columns, roster) {
            self.registerTable.replace(register, with: record)
        }
        for (column, interval) in zip(columns, readings.intervals) {
            self.addToBalances(column)
            self.events.append(
                .readingsBooked(
                    box: box, intervalEnd: column.end, values: UInt32(clamping: column.booked.count),
                    missing: UInt32(clamping: roster.positions.count - column.booked.count),
                    exceptions: UInt32(clamping: interval.exceptions.count)))
        }
    }

    private func columns(of readings: Readings) throws(FailureReason) -> [ReadingsColumn] {
        let seconds = Int64(self.genesis.intervalSeconds)
        guard readings.firstEnd.milliseconds % (seconds * 1000) == 0 else {
            throw .misalignedInterval(readings.firstEnd, seconds: self.genesis.intervalSeconds)
        }
        try self.checkNotAhead(readings.lastEnd(intervalSeconds: seconds))
        return readings.intervals.enumerated().map { index, interval in
            ReadingsColumn(interval, end: readings.end(of: index, intervalSeconds: seconds))
        }
    }

    /// Registers as they will be.
    private func registers(
        after columns: inout [ReadingsColumn], _ roster: Roster
    ) throws(FailureReason) -> [Changed] {
        var changed: [Changed] = []
        changed.reserveCapacity(roster.positions.count)
        for (place, position) in roster.positions.enumerated() {
            guard var record = self.registerTable[position.register] else { continue }
            var booking = Booking(
                position: UInt32(place), end: .distantPast, interval: Int64(self.genesis.intervalSeconds),
                billing: self.billing(of: position))
            var isRead = false
            for index in columns.indices {
                guard let value = columns[index].value(at: place) else { continue }
                booking.end = columns[index].end
                if let retired = position.retiredAt, retired < booking.end {
                    throw .meterRetired(position.meter, at: retired)
                }
                let increment: Int64?
                (record, increment) = try booking.apply(value, to: record)
                columns[index].booked.append((position.register, increment))
                isRead = true
            }
            if isRead { changed.append((position.register, record)) }
        }
        return changed
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
        let zone = self.zone
        return Booking.Billing(
            calendar: zone.calendar,
            days: Booking.LocalDays(offsetMinutes: self.genesis.timeZoneOffsetMinutes, holidays: zone.holidays),
            payers: payers)
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

    private mutating func addToBalances(_ column: ReadingsColumn) {
        let end = column.end
        var sums: [UInt32: PendingInterval] = [:]
        for (register, increment) in column.booked {
            for share in self.shares(of: register, inIntervalEnding: end) {
                sums[share.node, default: PendingInterval(end: end)].add(increment, share)
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

/// One interval of readings, whose values are taken in the order of the roster.
private struct ReadingsColumn {
    enum Value {
        case increment(UInt64)
        case exception(ReadingException)
    }

    let end: UTCTime
    private let increments: [UInt64?]
    private var exceptions: ArraySlice<ReadingException>
    /// What is booked: each register's increment over the interval; nil where the value was not a plain increment.
    var booked: [(register: UInt32, increment: Int64?)] = []

    init(_ interval: IntervalReadings, end: UTCTime) {
        self.end = end
        self.increments = interval.increments
        self.exceptions = interval.exceptions[...]
        self.booked.reserveCapacity(interval.increments.count)
    }

    /// The value at a position after those asked for before; nil where nothing was read.
    mutating func value(at place: Int) -> Value? {
        if let increment = self.increments[place] { return .increment(increment) }
        guard let exception = self.exceptions.first, exception.index == place else { return nil }
        self.exceptions.removeFirst()
        return .exception(exception)
    }
}

extension Booking {
    /// The register as it will be, and its increment over the interval where the value is a plain one.
    fileprivate func apply(
        _ value: ReadingsColumn.Value, to register: RegisterRecord
    ) throws(FailureReason) -> (RegisterRecord, Int64?) {
        switch value {
        case .increment(let increment): try self.apply(increment: increment, to: register, .valid)
        case .exception(let exception): (try self.apply(exception, to: register), nil)
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
