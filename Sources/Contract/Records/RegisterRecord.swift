public import CanonicalCBOR
public import Ledger
public import Metering

/// What was booked on a register for one billing period that is not billed yet.
public struct PeriodUse: Hashable, Sendable {
    public let period: UInt32
    /// In the channel's base unit.
    public internal(set) var quantity: Int64 = 0
    /// The register at the last booking.
    public internal(set) var closing: Int64 = 0
    public internal(set) var marks: UseMarks = []

    init(period: UInt32) { self.period = period }

    var cbor: CBOR {
        .array([
            .number(self.period), .integer(self.quantity), .integer(self.closing),
            .unsigned(UInt64(self.marks.rawValue)),
        ])
    }

    init(_ fields: inout CBORFields) throws(CBORError) {
        self.period = try fields.uint32("period")
        self.quantity = try fields.integer("quantity")
        self.closing = try fields.integer("closing")
        self.marks = UseMarks(rawValue: try fields.uint8("marks"))
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

    init(meter: MeterID, channel: ObisCode) {
        self.meter = meter
        self.channel = channel
        self.value = 0
        self.quality = .missing
        self.opening = 0
        self.uses = []
    }

    public var cbor: CBOR {
        .array([
            .identifier(self.meter), .unsigned(self.channel.packed), .optionalTime(self.boundary),
            .integer(self.value), .choice(self.quality), .integer(self.opening), .array(self.uses.map(\.cbor)),
        ])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.meter = try fields.identifier("meter")
        self.channel = try fields.obis("channel")
        self.boundary = try fields.optionalTime("boundary")
        self.value = try fields.integer("value")
        self.quality = try fields.choice("quality")
        self.opening = try fields.integer("opening")
        self.uses = try fields.list("uses", atMost: 65_536) { (item) throws(CBORError) in try PeriodUse(&item) }
    }
}
