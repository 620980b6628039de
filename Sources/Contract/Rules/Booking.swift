internal import Ledger
internal import Metering
internal import Tariffs

/// Applies one value of an interval to a register: pure, and nothing is changed where it throws.
struct Booking {
    /// Where the use of a billed register goes.
    struct Billing {
        let calendar: BillingCalendar
        let days: LocalDays
        let payers: Payers
    }

    /// Ascending by their instants. Nearly all meters had one for ever: it takes no memory of its own.
    struct Payers {
        let first: Payer
        let later: [Payer]

        var count: Int { 1 + self.later.count }
        subscript(index: Int) -> Payer { index == 0 ? self.first : self.later[index - 1] }
    }

    /// Who pays for intervals that end after an instant; nobody, where there is no account.
    struct Payer {
        let from: UTCTime
        let account: AccountID?
        /// The earliest period that the account is not billed for.
        let nextPeriod: UInt32
        /// True where the account's tariff goes by the time of day.
        let isTimed: Bool
    }

    /// The zone's days, for tariffs that go by the time of day.
    struct LocalDays {
        let offsetMinutes: Int64
        /// Local days since 1970-01-01, ascending.
        let holidays: [UInt32]

        func moment(_ time: UTCTime) -> LocalMoment {
            let date = CivilDate(time, offsetMinutes: self.offsetMinutes)
            let isHoliday = self.holidays.contains(UInt32(clamping: date.daysSinceEpoch))
            return LocalMoment(
                day: DayClass(date, isHoliday: isHoliday),
                minute: CivilTime(time, offsetMinutes: self.offsetMinutes).minuteOfDay)
        }
    }

    /// Position in the roster, for errors.
    let position: UInt32
    /// Of the interval whose value is applied.
    var end: UTCTime
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
        try self.book(quantity, on: &changed, since: register.boundary, from: register.value, marks)
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
        case .replaced: return try self.replaced(exception.value, register)
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
        try self.book(value - register.value, on: &changed, since: last, from: register.value, marks)
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
        try self.book(quantity, on: &changed, since: last, from: register.value, .discontinuous, .restarted(at: value))
        return changed
    }

    /// The first reading of another meter: what the old one counted to its end, and the new one since, is known where the
    /// exchange was recorded; else it is booked when it will be.
    private func replaced(_ value: Int64, _ register: RegisterRecord) throws(FailureReason) -> RegisterRecord {
        guard let exchange = register.exchange, exchange.at <= self.end else {
            return try self.unexplained(value, register)
        }
        let explained = UnexplainedRestart(since: exchange.at, end: self.end, before: register.value, after: value)
            .quantity(closing: exchange.closing, opening: exchange.opening)
        // What somebody recorded wrongly must not keep a whole box's readings from being booked: it is to be recorded anew.
        guard let quantity = explained else { return try self.unexplained(value, register) }
        var changed = try self.restarted(value, register, quantity: quantity)
        changed.exchange = nil
        return changed
    }

    private func unexplained(_ value: Int64, _ register: RegisterRecord) throws(FailureReason) -> RegisterRecord {
        var changed = try self.restarted(value, register, quantity: 0)
        if register.exchange.map({ $0.at <= self.end }) ?? false { changed.exchange = nil }
        guard let last = register.boundary else { return changed }
        changed.restart = UnexplainedRestart(since: last, end: self.end, before: register.value, after: value)
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

    /// What a quantity says of where the register stands.
    private enum Course {
        /// It counted the quantity.
        case continuous
        /// It began anew and stands there: its way is not the quantity.
        case restarted(at: Int64)
        /// The quantity is told later than the readings: the register stands where it stood.
        case told

        func closing(from opening: Int64, _ quantity: Int64) -> Int64 {
            switch self {
            case .continuous: opening + quantity
            case .restarted(let value): value
            case .told: opening
            }
        }
    }

    /// Divides a quantity among those who paid between two boundaries, in proportion to time.
    private func book(
        _ quantity: Int64, on register: inout RegisterRecord, since last: UTCTime?, from before: Int64,
        _ marks: UseMarks, _ course: Course = .continuous
    ) throws(FailureReason) {
        guard let billing = self.billing, let last else { return }
        let span = Int128(self.end.milliseconds - last.milliseconds)
        var piece = Piece(since: last, opening: before, quantity: 0)
        var booked: Int64 = 0
        for index in 0..<billing.payers.count {
            let payer = billing.payers[index]
            let isLast = index == billing.payers.count - 1 || billing.payers[index + 1].from >= self.end
            let until = isLast ? self.end : billing.payers[index + 1].from
            guard until > piece.since else { continue }
            let elapsed = Int128(until.milliseconds - last.milliseconds)
            let share = isLast ? quantity : Int64(clamping: Int128(quantity) * elapsed / max(1, span))
            piece.quantity = share - booked
            piece.until = until
            let isDivided = !isLast || booked > 0
            try self.book(piece, on: &register, payer, isDivided ? marks.union(.substituted) : marks, course)
            piece.opening = course.closing(from: before, share)
            piece.since = until
            booked = share
            if isLast { return }
        }
    }

    /// A part of a quantity over a part of its time, all of it one account's.
    private struct Piece {
        var since: UTCTime
        var until = UTCTime(milliseconds: 0)
        var opening: Int64
        var quantity: Int64
    }

    /// Books a piece into the account's periods that are not billed yet, in proportion to time.
    private func book(
        _ piece: Piece, on register: inout RegisterRecord, _ payer: Payer, _ marks: UseMarks, _ course: Course
    ) throws(FailureReason) {
        guard let billing = self.billing, let account = payer.account else { return }
        let final = billing.calendar.period(endingBy: piece.until)
        let late: UseMarks = final.number < payer.nextPeriod ? .late : []
        let lastPeriod = max(final.number, payer.nextPeriod)
        let first = billing.calendar.period(endingBy: piece.since.adding(milliseconds: 1)).number
        var use = PlannedUse(
            account: account, since: piece.since, isTimed: payer.isTimed, period: max(first, payer.nextPeriod),
            opening: piece.opening, course: course)
        var booked: Int64 = 0
        let span = Int128(piece.until.milliseconds - piece.since.milliseconds)
        if lastPeriod - use.period < Self.dividedPeriods {
            while use.period < lastPeriod {
                let elapsed = billing.calendar.period(use.period).end.milliseconds - piece.since.milliseconds
                let share = Int64(clamping: Int128(piece.quantity) * Int128(max(0, elapsed)) / max(1, span))
                use.until = billing.calendar.period(use.period).end
                try self.book(share - booked, on: &register, &use, marks.union(.substituted))
                use.since = use.until
                booked = share
                use.period += 1
            }
        }
        use.period = lastPeriod
        use.until = piece.until
        let divided: UseMarks = booked > 0 ? .substituted : []
        // What an earlier, billed period left belongs to the first that is open.
        let carried: UseMarks = first < payer.nextPeriod ? .late : []
        try self.book(
            piece.quantity - booked, on: &register, &use, marks.union(divided).union(late).union(carried))
    }

    /// Where the next booking goes, and where its register stands.
    private struct PlannedUse {
        let account: AccountID
        /// The time over which the quantity was used.
        var since: UTCTime
        var until = UTCTime(milliseconds: 0)
        let isTimed: Bool
        var period: UInt32
        var opening: Int64
        let course: Course
    }

    /// Intervals over which a quantity is divided by the time of day; of a longer gap, all goes to its last.
    private static let dividedIntervals: Int64 = 3000

    /// By the starts of the intervals, in proportion to time.
    private func time(_ quantity: Int64, _ use: PlannedUse, _ days: LocalDays) -> TimedUse {
        var timed = TimedUse()
        let count = max(1, (use.until.seconds - use.since.seconds + self.interval - 1) / self.interval)
        guard count <= Self.dividedIntervals else {
            let moment = days.moment(use.until.adding(milliseconds: -1))
            timed.add(quantity, moment.day, minute: moment.minute)
            return timed
        }
        var booked: Int64 = 0
        for index in 1...count {
            let share = Int64(clamping: Int128(quantity) * Int128(index) / Int128(count))
            let moment = days.moment(use.since.adding(seconds: (index - 1) * self.interval))
            timed.add(share - booked, moment.day, minute: moment.minute)
            booked = share
        }
        return timed
    }

    private func book(
        _ quantity: Int64, on register: inout RegisterRecord, _ use: inout PlannedUse, _ marks: UseMarks
    ) throws(FailureReason) {
        let place = self.stretch(of: use, in: &register)
        let (sum, overflow) = register.uses[place].quantity.addingReportingOverflow(quantity)
        guard !overflow, sum <= RegisterRecord.maximumValue else { throw self.overflow(register) }
        let closing = use.course.closing(from: register.uses[place].closing, quantity)
        register.uses[place].quantity = sum
        register.uses[place].closing = closing
        register.uses[place].marks.formUnion(marks)
        if case .continuous = use.course, use.until.seconds - use.since.seconds == self.interval {
            register.uses[place].peak = max(register.uses[place].peak, quantity)
        }
        if use.isTimed, let days = self.billing?.days {
            register.uses[place].timed.add(self.time(quantity, use, days))
            if use.until.seconds - use.since.seconds > self.interval {
                register.uses[place].marks.insert(.substituted)
            }
        }
        use.opening = closing
    }

    /// The account's last stretch of the period, where the use goes on from its closing; else a new one, because somebody
    /// else paid for what the register counted between.
    private func stretch(of use: PlannedUse, in register: inout RegisterRecord) -> Int {
        if let last = register.uses.lastIndex(where: { $0.period == use.period && $0.account == use.account }) {
            if case .told = use.course { return last }
            if register.uses[last].closing == use.opening { return last }
        }
        let place = register.uses.firstIndex { $0.period > use.period } ?? register.uses.count
        register.uses.insert(PeriodUse(period: use.period, account: use.account, opening: use.opening), at: place)
        return place
    }

    /// Books use that an exchange explains only after the reading over it was booked.
    func book(missing quantity: Int64, on register: inout RegisterRecord, since: UTCTime) throws(FailureReason) {
        try self.book(quantity, on: &register, since: since, from: register.value, [.discontinuous, .late], .told)
    }
}
