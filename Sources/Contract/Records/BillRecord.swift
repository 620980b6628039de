public import CanonicalCBOR
public import Ledger
public import Metering
public import Tariffs

/// A register's part of a bill: one for each time that the account paid for it, in the order of time.
public struct BilledRegister: Hashable, Sendable {
    public let register: UInt32
    public let opening: Int64
    public let closing: Int64
    /// closing − opening, unless a reset, rollover or replacement lies between.
    public let quantity: Int64

    var cbor: CBOR {
        .array([.number(self.register), .integer(self.opening), .integer(self.closing), .integer(self.quantity)])
    }
}

extension BilledRegister {
    init(_ fields: inout CBORFields) throws(CBORError) {
        self.register = try fields.uint32("register")
        self.opening = try fields.integer("opening")
        self.closing = try fields.integer("closing")
        self.quantity = try fields.integer("quantity")
    }
}

/// What a bill says of itself.
public struct BillMarks: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// A value was put in place, computed or interpolated.
    public static let substituted = BillMarks(rawValue: 1 << 0)
    /// Use of an earlier, billed period is in it.
    public static let late = BillMarks(rawValue: 1 << 1)
    /// A check doubts a value.
    public static let suspect = BillMarks(rawValue: 1 << 2)
    /// A reset, rollover or replacement lies in the period.
    public static let discontinuous = BillMarks(rawValue: 1 << 3)
    /// A register was not read up to the period's end; what comes later is booked into the next bill.
    public static let incomplete = BillMarks(rawValue: 1 << 4)
    /// The tariff gives no amount that fits: the bill is over 0 and waits for a person.
    public static let uncomputable = BillMarks(rawValue: 1 << 5)
    /// It is or was disputed, which happens once.
    public static let disputed = BillMarks(rawValue: 1 << 6)
}

/// A bill with everything that it was computed from.
public struct BillRecord: TreeStateRecord {
    public static let kind = StateKind.bill

    public var account: AccountID
    public var period: UInt32
    public var periodStart: UTCTime
    public var periodEnd: UTCTime
    public var issuedAt: UTCTime
    public var dueAt: UTCTime
    public var tariff: TariffID
    /// Position of the version among the tariff's.
    public var tariffVersion: UInt32
    /// In the tariff's base unit.
    public var quantity: Int64
    /// Days of the period and days for which the tariff's limits and fixed sums are.
    public var periodDays: Int64
    public var referenceDays: Int64
    public var facts: BillFacts
    public var registers: [BilledRegister]
    public var lines: [BillLine]
    public var totalPaise: Int64
    /// What the bill before left by rounding, in paise, which the total contains.
    public var carriedInPaise: Int64
    /// What the decision of a dispute took off the total, in paise.
    public var reliefPaise: Int64 = 0
    /// What of the total is settled, in paise.
    public var settledPaise: Int64
    public var settledAt: UTCTime?
    public var marks: BillMarks

    /// What is still to pay, in paise.
    public var openPaise: Int64 { self.totalPaise - self.reliefPaise - self.settledPaise }

    public var cbor: CBOR {
        .array([
            .identifier(self.account), .number(self.period), .signed(self.periodStart), .time(self.periodEnd),
            .time(self.issuedAt), .time(self.dueAt), .identifier(self.tariff), .number(self.tariffVersion),
            .integer(self.quantity), .integer(self.periodDays), .integer(self.referenceDays),
            self.facts.cbor, .array(self.registers.map(\.cbor)), .array(self.lines.map(\.cbor)),
            .integer(self.totalPaise),
            .integer(self.carriedInPaise), .integer(self.reliefPaise), .integer(self.settledPaise),
            .optionalTime(self.settledAt),
            .unsigned(UInt64(self.marks.rawValue)),
        ])
    }
}

extension BillRecord {
    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.account = try fields.identifier("account")
        self.period = try fields.uint32("period")
        self.periodStart = try fields.signedTime("period start")
        self.periodEnd = try fields.time("period end")
        self.issuedAt = try fields.time("issued at")
        self.dueAt = try fields.time("due at")
        self.tariff = try fields.identifier("tariff")
        self.tariffVersion = try fields.uint32("tariff version")
        self.quantity = try fields.integer("quantity")
        self.periodDays = try fields.integer("period days")
        self.referenceDays = try fields.integer("reference days")
        self.facts = try fields.record("facts") { (facts) throws(CBORError) in try BillFacts(&facts) }
        self.registers = try fields.list("registers", atMost: 65_536) { (item) throws(CBORError) in
            try BilledRegister(&item)
        }
        self.lines = try fields.list("lines", atMost: Tariff.mostLines) { (item) throws(CBORError) in
            try BillLine(&item)
        }
        self.totalPaise = try fields.integer("total")
        self.carriedInPaise = try fields.integer("carried in")
        self.reliefPaise = try fields.integer("relief")
        self.settledPaise = try fields.integer("settled")
        self.settledAt = try fields.optionalTime("settled at")
        self.marks = BillMarks(rawValue: try fields.uint8("marks"))
    }
}
