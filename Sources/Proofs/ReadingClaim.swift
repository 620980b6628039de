internal import Contract
internal import Ledger
internal import Metering

/// What a box read of one register for one interval: its signed transaction, and where in it the register stands.
struct ReadingClaim {
    private let content: ProvenContent
    private let meterNumber: UInt32
    private let meter: MeterRecord
    private let register: RegisterRecord
    private let box: PrincipalRecord
    private let signed: ProvenContent.Signed
    private let readings: Readings
    private let position: UInt32

    init(_ content: ProvenContent) throws(ProofError) {
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
        self.readings = readings
        guard signed.transaction.sender == self.meter.box else {
            throw .contradiction(
                "the readings are of box \(signed.transaction.sender), the meter's is \(self.meter.box)")
        }
        guard ContractState.earliestBlockTime(toReport: readings.intervalEnd) <= signed.header.time else {
            throw .contradiction("the readings of \(readings.intervalEnd) are ahead of their block, which refused them")
        }
        guard register.record.meter.number == self.meterNumber, register.number >= self.meter.firstRegister,
            register.number - self.meter.firstRegister < self.meter.registerCount
        else { throw .contradiction("register \(register.number) is not one of meter \(self.meterNumber)") }
        let (position, overflow) = self.meter.firstPosition.addingReportingOverflow(
            register.number - self.meter.firstRegister)
        guard !overflow, Int(position) < readings.increments.count else {
            throw .contradiction("the meter joined the box's roster after these readings")
        }
        self.position = position
    }

    func verdict() throws(ProofError) -> ProofVerdict {
        var verdict = ProofVerdict(.reading, at: self.content.header)
        verdict.note("block", self.signed.header.height)
        verdict.note("box", self.meter.box.number)
        verdict.note("meter", self.meterNumber)
        verdict.note("meter_label", self.meter.label)
        verdict.note("channel", self.register.channel.packed)
        verdict.note("interval_end_ms", self.readings.intervalEnd)
        verdict.note("position", self.position)
        verdict.say(
            "Meter \(self.meter.label) (serial \(self.meter.serial)) is number \(self.meterNumber); its register "
                + "\(self.register.channel) stands at position \(self.position) in the readings of \(self.box.label).")
        let value = try self.value()
        verdict.note("form", value.form)
        verdict.note("value", value.number)
        verdict.say(
            "\(self.box.label) signed for the interval that ends \(self.readings.intervalEnd), in block "
                + "\(self.signed.header.height): \(value.words).")
        self.addRegister(&verdict, value)
        verdict.say(self.signed.words(about: self.box))
        return verdict
    }

    /// What stands at the register's position; form 0 is a plain increment, others are those of an exception.
    private func value() throws(ProofError) -> (form: UInt8, number: UInt64, words: String) {
        if let increment = self.readings.increments[Int(self.position)] {
            return (0, increment, "an increment of \(increment) base units")
        }
        guard let exception = self.readings.exceptions.first(where: { $0.index == self.position }) else {
            throw .contradiction("the readings hold no value of this register")
        }
        return (exception.kind.rawValue, UInt64(max(0, exception.value)), exception.words)
    }

    /// The register itself, where the state that is shown is of this interval.
    private func addRegister(_ verdict: inout ProofVerdict, _ value: (form: UInt8, number: UInt64, words: String)) {
        guard self.register.boundary == self.readings.intervalEnd else {
            verdict.note("booked", false)
            verdict.say("What the contract booked is not shown: the state is of another interval than this one.")
            return
        }
        let isAbsolute = value.form != 0 && value.form != ReadingExceptionKind.suspect.rawValue
        // An increment shows itself in no later state: another transaction may have brought the register there.
        let isBooked =
            isAbsolute
            ? UInt64(max(0, self.register.value)) == value.number : self.signed.header == self.content.header
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
