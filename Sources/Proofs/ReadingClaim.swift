internal import Contract
internal import Ledger
internal import Metering

/// What a box read of one register for one interval: its signed transaction, and where in it interval and register stand.
struct ReadingClaim {
    private let content: ProvenContent
    private let meterNumber: UInt32
    private let meter: MeterRecord
    private let register: RegisterRecord
    private let box: PrincipalRecord
    private let signed: ProvenContent.Signed
    private let end: UTCTime
    private let interval: IntervalReadings
    private let position: UInt32
    /// The last of the transaction's intervals in which it has a value of the register.
    private let lastEnd: UTCTime

    /// - Parameter end: of the interval.
    init(_ content: ProvenContent, of end: UTCTime?, intervalSeconds: Int64) throws(ProofError) {
        self.content = content
        try content.expect([.meter, .register, .principal])
        (self.meterNumber, self.meter) = try content.only(MeterRecord.self)
        let register = try content.only(RegisterRecord.self)
        self.register = register.record
        self.box = try content.only(PrincipalRecord.self, self.meter.box.number)
        guard content.transactions.count == 1, let signed = content.transactions.first,
            case .readings(let readings) = signed.transaction.body
        else { throw .missing("one readings transaction") }
        self.signed = signed
        guard let end, let index = readings.index(ofIntervalEnding: end, intervalSeconds: intervalSeconds) else {
            throw .contradiction("the readings are not of the interval that is named")
        }
        (self.end, self.interval) = (end, readings.intervals[index])
        guard signed.transaction.sender == self.meter.box else {
            throw .contradiction(
                "the readings are of box \(signed.transaction.sender), the meter's is \(self.meter.box)")
        }
        let newest = readings.lastEnd(intervalSeconds: intervalSeconds)
        guard ContractState.earliestBlockTime(toReport: newest) <= signed.header.time else {
            throw .contradiction("the readings of \(newest) are ahead of their block, which refused them")
        }
        guard register.record.meter.number == self.meterNumber, register.number >= self.meter.firstRegister,
            register.number - self.meter.firstRegister < self.meter.registerCount
        else { throw .contradiction("register \(register.number) is not one of meter \(self.meterNumber)") }
        let (position, overflow) = self.meter.firstPosition.addingReportingOverflow(
            register.number - self.meter.firstRegister)
        guard !overflow, Int(position) < readings.count else {
            throw .contradiction("the meter joined the box's roster after these readings")
        }
        self.position = position
        guard let last = readings.lastInterval(with: Int(position)) else {
            throw .contradiction("the readings hold no value of this register")
        }
        self.lastEnd = readings.end(of: last, intervalSeconds: intervalSeconds)
    }

    func verdict() throws(ProofError) -> ProofVerdict {
        var verdict = ProofVerdict(.reading, at: self.content.header)
        verdict.note("block", self.signed.header.height)
        verdict.note("box", self.meter.box.number)
        verdict.note("meter", self.meterNumber)
        verdict.note("meter_label", self.meter.label)
        verdict.note("channel", self.register.channel.packed)
        verdict.note("interval_end_ms", self.end)
        verdict.note("position", self.position)
        verdict.say(
            "Meter \(self.meter.label) (serial \(self.meter.serial)) is number \(self.meterNumber); its register "
                + "\(self.register.channel) stands at position \(self.position) in the readings of \(self.box.label).")
        let value = try self.value()
        verdict.note("form", value.form)
        verdict.note("value", value.number)
        verdict.say(
            "\(self.box.label) signed for the interval that ends \(self.end), in block "
                + "\(self.signed.header.height): \(value.words).")
        self.addRegister(&verdict, value)
        verdict.say(self.signed.words(about: self.box))
        return verdict
    }

    /// What stands at the register's position; form 0 is a plain increment, others are those of an exception.
    private func value() throws(ProofError) -> (form: UInt8, number: UInt64, words: String) {
        if let increment = self.interval.increments[Int(self.position)] {
            return (0, increment, "an increment of \(increment) base units")
        }
        guard let exception = self.interval.exception(at: Int(self.position)) else {
            throw .contradiction("the readings hold no value of this register")
        }
        return (exception.kind.rawValue, UInt64(max(0, exception.value)), exception.words)
    }

    /// What the contract booked, where the state that is shown says it.
    private func addRegister(_ verdict: inout ProofVerdict, _ value: (form: UInt8, number: UInt64, words: String)) {
        guard self.register.boundary == self.lastEnd else {
            verdict.note("booked", false)
            verdict.say("What the contract booked is not shown: the state is of another interval than this one.")
            return
        }
        // An increment shows itself in no later state: another transaction may have brought the register there.
        let isOwnBlock = self.signed.header == self.content.header
        guard self.end == self.lastEnd else {
            verdict.note("booked", isOwnBlock)
            verdict.say(
                isOwnBlock
                    ? "The contract booked it: it books all intervals of one transaction or none, and the register stands "
                        + "at the end of the last, \(self.lastEnd)."
                    : "Whether the contract booked it is shown by the state after its own block only.")
            return
        }
        let isAbsolute = value.form != 0 && value.form != ReadingExceptionKind.suspect.rawValue
        let isBooked = isAbsolute ? UInt64(max(0, self.register.value)) == value.number : isOwnBlock
        verdict.note("booked", isBooked)
        verdict.note("register_value", self.register.value)
        verdict.say(
            "At the end of this interval the register stands at \(self.register.value), as the contract booked it.")
        guard !isBooked else { return }
        verdict.say(
            isAbsolute
                ? "That is another value than this one."
                : "Whether this increment brought it there is shown by the state after its own block only.")
    }
}

extension ReadingException {
    fileprivate var words: String {
        switch self.kind {
        case .absolute: "the register at \(self.value), after a gap or for the first time"
        case .substituted: "the register at \(self.value), put in place by a rule"
        case .estimated: "the register at \(self.value), computed"
        case .reset: "the register at \(self.value), started again from zero"
        case .rollover: "the register at \(self.value), past its end"
        case .replaced: "the register at \(self.value), of another meter that stands here now"
        case .suspect: "an increment of \(self.value) base units, which a check doubts"
        }
    }
}
