public import CanonicalCBOR
public import Ledger
public import Metering

/// What was booked on a register for one account in one billing period that is not billed yet, from where it began to
/// pay: who pays again after somebody else did has another one.
public struct PeriodUse: Hashable, Sendable {
    public let period: UInt32
    /// Who pays for it.
    public let account: AccountID
    /// In the channel's base unit.
    public internal(set) var quantity: Int64 = 0
    /// The register before the first booking.
    public let opening: Int64
    /// The register at the last booking.
    public internal(set) var closing: Int64
    public internal(set) var marks: UseMarks = []
    /// The greatest increment of one interval that was read whole.
    public internal(set) var peak: Int64 = 0
    public internal(set) var timed = TimedUse()

    init(period: UInt32, account: AccountID, opening: Int64) {
        self.period = period
        self.account = account
        self.opening = opening
        self.closing = opening
    }

    fileprivate func write(to writer: inout CBORWriter) {
        writer.openArray(of: 8)
        writer.append(self.period)
        writer.append(self.account.number)
        writer.append(self.quantity)
        writer.append(self.opening)
        writer.append(self.closing)
        writer.append(UInt64(self.marks.rawValue))
        writer.append(self.peak)
        self.timed.write(to: &writer)
    }

    init(_ fields: inout CBORFields) throws(CBORError) {
        self.period = try fields.uint32("period")
        self.account = try fields.identifier("account")
        self.quantity = try fields.integer("quantity")
        self.opening = try fields.integer("opening")
        self.closing = try fields.integer("closing")
        self.marks = UseMarks(rawValue: try fields.uint8("marks"))
        self.peak = try fields.integer("peak")
        self.timed = try TimedUse(&fields)
    }
}

/// What a bill must say of a quantity.
public struct UseMarks: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// A value was put in place or computed, or the register at the period's border was interpolated.
    public static let substituted = UseMarks(rawValue: 1 << 0)
    /// Use of an earlier period came after that was billed.
    public static let late = UseMarks(rawValue: 1 << 1)
    /// A check doubts a value.
    public static let suspect = UseMarks(rawValue: 1 << 2)
    /// The register was reset, rolled over or replaced: closing − opening is not the quantity.
    public static let discontinuous = UseMarks(rawValue: 1 << 3)
}

/// What a register showed when its meter was exchanged, and when; the reading over it has not come yet.
public struct PendingExchange: Hashable, Sendable {
    public let at: UTCTime
    public let closing: Int64
    public let opening: Int64

    fileprivate var cbor: CBOR { .array([.time(self.at), .integer(self.closing), .integer(self.opening)]) }
}

/// A reading over an exchange of which nothing was known: use is missing until it is.
public struct UnexplainedRestart: Hashable, Sendable {
    /// Of the interval of the reading before, and of its own.
    public let since: UTCTime
    public let end: UTCTime
    /// The register before and after.
    public let before: Int64
    public let after: Int64

    fileprivate var cbor: CBOR {
        .array([.time(self.since), .time(self.end), .integer(self.before), .integer(self.after)])
    }

    /// What the old meter counted to its end and the new one since; nil where it does not fit with the registers read.
    func quantity(closing: Int64, opening: Int64) -> Int64? {
        guard closing >= self.before, opening <= self.after else { return nil }
        let (sum, overflow) = (closing - self.before).addingReportingOverflow(self.after - opening)
        return overflow ? nil : sum
    }
}

/// One cumulative register of a meter.
public struct RegisterRecord: StateRecord {
    public static let kind = StateKind.register
    /// The greatest value of a register, in base units.
    public static let maximumValue: Int64 = 1_000_000_000_000_000

    public var meter: MeterID
    public var channel: ObisCode
    /// End of the last interval that was read; nil before the first.
    public var boundary: UTCTime?
    /// The register then, in the channel's base unit.
    public var value: Int64
    public var quality: Quality
    /// The register at the end of the last billed period.
    public var opening: Int64
    /// Ascending by period; only where the register is billed.
    public internal(set) var uses: [PeriodUse]
    private var rareExchange = Rare<PendingExchange>.none
    private var rareRestart = Rare<UnexplainedRestart>.none
    public internal(set) var exchange: PendingExchange? {
        get { self.rareExchange.value }
        set { self.rareExchange = Rare(newValue) }
    }
    public internal(set) var restart: UnexplainedRestart? {
        get { self.rareRestart.value }
        set { self.rareRestart = Rare(newValue) }
    }

    init(meter: MeterID, channel: ObisCode) {
        self.meter = meter
        self.channel = channel
        self.value = 0
        self.quality = .missing
        self.opening = 0
        self.uses = []
    }

    public func write(to writer: inout CBORWriter) {
        writer.openArray(of: 9)
        writer.append(self.meter.number)
        writer.append(self.channel.packed)
        if let boundary { writer.append(boundary.milliseconds) } else { writer.appendNull() }
        writer.append(self.value)
        writer.append(UInt64(self.quality.rawValue))
        writer.append(self.opening)
        writer.openArray(of: self.uses.count)
        for use in self.uses { use.write(to: &writer) }
        writer.append(.optional(self.exchange?.cbor))
        writer.append(.optional(self.restart?.cbor))
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.meter = try fields.identifier("meter")
        self.channel = try fields.obis("channel")
        self.boundary = try fields.optionalTime("boundary")
        self.value = try fields.integer("value")
        self.quality = try fields.choice("quality")
        self.opening = try fields.integer("opening")
        self.uses = try fields.list("uses", atMost: 65_536) { (item) throws(CBORError) in try PeriodUse(&item) }
        let exchange = try fields.optional("exchange") { (value: CBOR) throws(CBORError) -> PendingExchange in
            var item = try CBORFields(value, of: "exchange")
            let exchange = PendingExchange(
                at: try item.time("at"), closing: try item.integer("closing"), opening: try item.integer("opening"))
            try item.end()
            return exchange
        }
        self.rareExchange = Rare(exchange)
        let restart = try fields.optional("restart") { (value: CBOR) throws(CBORError) -> UnexplainedRestart in
            var item = try CBORFields(value, of: "restart")
            let restart = UnexplainedRestart(
                since: try item.time("since"), end: try item.time("end"), before: try item.integer("before"),
                after: try item.integer("after"))
            try item.end()
            return restart
        }
        self.rareRestart = Rare(restart)
    }
}
