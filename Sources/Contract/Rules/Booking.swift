internal import Ledger
internal import Metering

/// Applies one value of an interval to a register: pure, and nothing is changed where it throws.
struct Booking {
    /// Where the use of a billed register goes.
    struct Billing {
        let calendar: BillingCalendar
        /// The earliest period that the account is not billed for.
        let nextPeriod: UInt32
    }

    /// Position in the roster, for errors.
    let position: UInt32
    let end: UTCTime
    /// Length of an interval in seconds.
    let interval: Int64
    /// Nil for registers that no bill is for.
    let billing: Billing?

    /// Periods over which the use of a gap is divided, at most; of a longer gap, all goes into the last.
    private static let dividedPeriods: UInt32 = 16

    func apply(
        increment: UInt64, to register: RegisterRecord, _ quality: Quality
    ) throws(FailureReason) -> (RegisterRecord, Int64) {
        guard register.boundary == self.end.adding(seconds: -self.interval) else {
            throw .needsAbsolute(position: self.position, meter: register.meter, last: register.boundary)
        }
        guard let quantity = Int64(exactly: increment), quantity <= RegisterRecord.maximumValue else {
            throw self.overflow(register)
        }
        var changed = register
        let marks: UseMarks = quality == .suspect ? .suspect : []
        try self.move(&changed, to: register.value + quantity, quality)
        try self.book(quantity, on: &changed, since: register.boundary, marks)
        return (changed, quantity)
    }

    func apply(_ exception: ReadingException, to register: RegisterRecord) throws(FailureReason) -> RegisterRecord {
        switch exception.kind {
        case .absolute: return try self.absolute(exception.value, register, .valid, [])
        case .substituted: return try self.absolute(exception.value, register, .substituted, .substituted)
        case .estimated: return try self.absolute(exception.value, register, .estimated, .substituted)
        case .reset: return try self.restarted(exception.value, register, quantity: exception.value)
        case .rollover:
            return try self.restarted(exception.value, register, quantity: self.acrossEnd(exception.value, register))
        case .replaced: return try self.restarted(exception.value, register, quantity: 0)
        case .suspect:
            return try self.apply(increment: UInt64(max(0, exception.value)), to: register, .suspect).0
        }
    }

    private func absolute(
        _ value: Int64, _ register: RegisterRecord, _ quality: Quality, _ marks: UseMarks
    ) throws(FailureReason) -> RegisterRecord {
        try self.checkAfterLast(register)
        var changed = register
        try self.move(&changed, to: value, quality)
        guard let last = register.boundary else {
            changed.opening = value
            return changed
        }
        guard value >= register.value else {
            throw .registerWentBack(position: self.position, meter: register.meter, last: register.value, found: value)
        }
        try self.book(value - register.value, on: &changed, since: last, marks)
        return changed
    }

    /// The register no longer continues from where it was: it was reset, passed its end, or is another meter's.
    private func restarted(
        _ value: Int64, _ register: RegisterRecord, quantity: Int64
    ) throws(FailureReason) -> RegisterRecord {
        try self.checkAfterLast(register)
        var changed = register
        try self.move(&changed, to: value, .valid)
        guard let last = register.boundary else {
            changed.opening = value
            return changed
        }
        try self.book(quantity, on: &changed, since: last, .discontinuous)
        return changed
    }

    /// Use over the end of the register: the end is the nearest power of ten, or power of ten times 2³², above the last
    /// value; a use of more than a tenth of the range is no rollover.
    private func acrossEnd(_ value: Int64, _ register: RegisterRecord) throws(FailureReason) -> Int64 {
        var ends: [Int64] = []
        var power: Int64 = 1
        while power <= RegisterRecord.maximumValue {
            ends.append(power)
            if power <= 1000 { ends.append(power << 32) }
            power *= 10
        }
        guard let end = ends.filter({ $0 > register.value }).min(), value <= end,
            end - register.value + value <= end / 10
        else { throw .implausibleRollover(position: self.position, meter: register.meter, last: register.value) }
        return end - register.value + value
    }

    private func checkAfterLast(_ register: RegisterRecord) throws(FailureReason) {
        if let last = register.boundary, last >= self.end {
            throw .alreadyRead(position: self.position, meter: register.meter, last: last)
        }
    }

    private func move(_ register: inout RegisterRecord, to value: Int64, _ quality: Quality) throws(FailureReason) {
        guard (0...RegisterRecord.maximumValue).contains(value) else { throw self.overflow(register) }
        register.value = value
        register.quality = quality
        register.boundary = self.end
    }

    private func overflow(_ register: RegisterRecord) -> FailureReason {
        .valueOverflow(position: self.position, meter: register.meter, limit: RegisterRecord.maximumValue)
    }

    /// Books a quantity into the periods between two boundaries that are not billed yet, in proportion to time.
    private func book(
        _ quantity: Int64, on register: inout RegisterRecord, since last: UTCTime?, _ marks: UseMarks
    ) throws(FailureReason) {
        guard let billing = self.billing, let last else { return }
        let final = billing.calendar.period(endingBy: self.end)
        let late: UseMarks = final.number < billing.nextPeriod ? .late : []
        let lastPeriod = max(final.number, billing.nextPeriod)
        let first = billing.calendar.period(endingBy: last.adding(milliseconds: 1)).number
        var period = max(first, billing.nextPeriod)
        var booked: Int64 = 0
        let span = Int128(self.end.milliseconds - last.milliseconds)
        if lastPeriod - period < Self.dividedPeriods {
            while period < lastPeriod {
                let elapsed = billing.calendar.period(period).end.milliseconds - last.milliseconds
                let share = Int64(clamping: Int128(quantity) * Int128(max(0, elapsed)) / max(1, span))
                let closing = marks.contains(.discontinuous) ? register.value : register.value - quantity + share
                try self.book(
                    share - booked, on: &register, in: period, closing: closing, marks.union(.substituted))
                booked = share
                period += 1
            }
        }
        let divided: UseMarks = booked > 0 ? .substituted : []
        // What an earlier, billed period left belongs to the first that is open.
        let carried: UseMarks = first < billing.nextPeriod ? .late : []
        try self.book(
            quantity - booked, on: &register, in: lastPeriod, closing: register.value,
            marks.union(divided).union(late).union(carried))
    }

    private func book(
        _ quantity: Int64, on register: inout RegisterRecord, in period: UInt32, closing: Int64, _ marks: UseMarks
    ) throws(FailureReason) {
        let place = register.uses.firstIndex { $0.period >= period } ?? register.uses.count
        if place == register.uses.count || register.uses[place].period != period {
            register.uses.insert(PeriodUse(period: period), at: place)
        }
        let (sum, overflow) = register.uses[place].quantity.addingReportingOverflow(quantity)
        guard !overflow, sum <= RegisterRecord.maximumValue else { throw self.overflow(register) }
        register.uses[place].quantity = sum
        register.uses[place].closing = closing
        register.uses[place].marks.formUnion(marks)
    }
}
