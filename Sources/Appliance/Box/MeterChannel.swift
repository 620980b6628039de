import Ledger
import Metering

/// One cumulative register of a meter: from readings to increments, boundary values and interval values.
struct MeterChannel: Sendable {
    /// What came of one reading.
    struct Taken: Sendable {
        let outcome: CounterOutcome
        var outputs: [MeterPoint.Output] = []
        var finding: CounterFinding?
        /// The days that are over with it, oldest first.
        var days: [DayValue] = []
    }

    /// Interval values kept: a day of quarters of an hour.
    private static let keptIntervals = 96

    /// In the roster.
    let position: Int
    let obis: ObisCode
    /// Name of the profile's field.
    let field: String
    let limits: IntervalLimits
    private(set) var counter: RegisterCounter
    private var sampler: BoundarySampler
    /// The last intervals, oldest first, with quality, skew and the rules that touched them.
    private(set) var intervals: [IntervalValue] = []
    /// The last weeks' days.
    private(set) var history: DayHistory
    /// True where the last reading is in doubt, and reading again at once would settle it.
    private(set) var wantsReread = false
    /// A first reading waits for a second that agrees: one that nothing confirms tells nobody anything.
    private var first: CounterState.Sample?
    private var lastBoundary: BoundaryValue?
    /// How far the clock was ahead of steady time, in milliseconds.
    private(set) var clockLead: Int64?
    /// Set when the register did not continue, until a boundary value has told so.
    private(set) var splice: Splice?

    init(
        position: Int, obis: ObisCode, field: String, counter: RegisterCounter, sampler: BoundarySampler,
        limits: IntervalLimits = IntervalLimits(), history: DayHistory? = nil
    ) {
        (self.position, self.obis, self.field, self.limits) = (position, obis, field, limits)
        (self.counter, self.sampler) = (counter, sampler)
        self.history = history ?? DayHistory(offsetMinutes: 0, limits: limits)
    }

    /// The same register as it was left: with what it remembers more than the chain has, and with its days.
    ///
    /// - Parameter offsetMinutes: minutes east of UTC, where days begin.
    func goingOn(with memory: ChannelMemory?, days: [DayValue] = [], offsetMinutes: Int64 = 0) -> MeterChannel {
        var channel = self
        channel.history = DayHistory(offsetMinutes: offsetMinutes, limits: self.limits, days: days)
        if let memory { channel.counter = RegisterCounter(self.counter.configuration, state: memory.counter) }
        return channel
    }

    /// Takes a reading.
    ///
    /// - Parameters:
    ///   - time: by the clock, which has the ends of intervals.
    ///   - steady: by a clock that nobody sets; says how far the register can have moved.
    ///   - clockStep: a clock that moves by more than this against steady time was set, in milliseconds.
    mutating func take(
        _ value: Int64, at time: UTCTime, steady: UTCTime, clockStep: Int64 = 2000, serial: String?,
        meanMilliamperes: Int64? = nil
    ) -> Taken {
        let before = self.counter.state
        let outcome = self.counter.update(value: value, at: steady, serial: serial)
        self.wantsReread = outcome.wantsReread
        var taken = Taken(outcome: outcome)
        taken.finding = self.finding(outcome, before, value, time, serial)
        guard outcome.isAccepted else { return taken }
        self.follow(clockLead: time.milliseconds - steady.milliseconds, clockStep)
        let sample = CounterState.Sample(value: value, time: time, serial: serial)
        if outcome.isBreak { self.begin(again: outcome, before?.accepted, value) }
        if outcome.rule == .first || outcome.rule == .clockCorrected { self.restart() }
        guard self.counter.state?.isVerified == true else {
            self.first = sample
            return taken
        }
        if let first = self.first.take(), outcome.rule == .normal {
            self.feed(first, .valid, meanMilliamperes, into: &taken)
        }
        self.feed(sample, outcome.quality, meanMilliamperes, into: &taken)
        return taken
    }

    private mutating func feed(
        _ sample: CounterState.Sample, _ quality: Quality, _ meanMilliamperes: Int64?, into taken: inout Taken
    ) {
        let values: [BoundaryValue]
        do {
            values = try self.sampler.add(value: sample.value, at: sample.time, quality: quality)
        } catch {
            // The sampler goes on from this sample; what lies in a gap comes as an absolute value after it.
            return
        }
        for value in values {
            if let day = self.note(value, meanMilliamperes, now: sample.time) { taken.days.append(day) }
            taken.outputs.append(self.output(value))
        }
    }

    /// No line leads over a clock that was set.
    private mutating func follow(clockLead: Int64, _ clockStep: Int64) {
        let step = clockLead - (self.clockLead ?? clockLead)
        self.clockLead = clockLead
        if step.magnitude > clockStep.magnitude { self.restart() }
    }

    private mutating func restart() {
        self.sampler.restart()
        self.lastBoundary = nil
        self.history.breakOff()
    }

    /// What was before does not join on to what comes.
    private mutating func begin(again outcome: CounterOutcome, _ last: CounterState.Sample?, _ value: Int64) {
        self.restart()
        let kind: ReadingExceptionKind =
            switch outcome.rule {
            case .rollover: .rollover
            case .replaced: .replaced
            default: .reset
            }
        let origin = Int64(clamping: Int128(value) - Int128(outcome.increment) + Int128(outcome.credit))
        let next = Splice(kind: kind, lastGood: last?.value ?? origin, origin: origin)
        self.splice = self.splice?.then(next) ?? next
    }

    private mutating func output(_ value: BoundaryValue) -> MeterPoint.Output {
        defer { self.splice = nil }
        return MeterPoint.Output(
            position: self.position, boundary: value.boundary,
            sample: .init(value: value.value, quality: value.quality, splice: self.splice),
            skewMilliseconds: value.skewMilliseconds, method: value.method)
    }

    /// Keeps the interval that ends at a boundary, with the rules it breaks, and the day that is over with it.
    private mutating func note(_ value: BoundaryValue, _ meanMilliamperes: Int64?, now: UTCTime) -> DayValue? {
        defer { self.lastBoundary = value }
        let length = self.sampler.intervalSeconds
        var interval: IntervalValue
        if let lastBoundary, lastBoundary.boundary == value.boundary.adding(seconds: -length) {
            interval = IntervalValue(from: lastBoundary, to: value)
        } else {
            interval = IntervalValue(
                start: value.boundary.adding(seconds: -length), end: value.boundary, quantity: nil, quality: .missing,
                endSkewMilliseconds: value.skewMilliseconds)
        }
        let rule = ValidationRule.broken(
            by: interval, length: length, now: now,
            // Only of imported energy is it known that current must count.
            meanMilliamperes: self.obis == .activeEnergyImport ? meanMilliamperes : nil, limits: self.limits)
        if let rule { interval = interval.doubted(rule) }
        self.intervals.append(interval)
        self.intervals.removeFirst(max(0, self.intervals.count - Self.keptIntervals))
        self.intervals = ValidationRule.checkSpike(self.intervals, limits: self.limits)
        return self.history.add(interval, register: value.value)
    }

    private func finding(
        _ outcome: CounterOutcome, _ before: CounterState?, _ value: Int64, _ time: UTCTime, _ serial: String?
    ) -> CounterFinding? {
        switch outcome.rule {
        case .first, .normal, .backward, .outOfOrder: return nil
        default:
            return CounterFinding(
                obis: self.obis, rule: outcome.rule, value: value, time: time, increment: outcome.increment,
                before: before?.accepted, serial: serial)
        }
    }
}
