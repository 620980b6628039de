public import CanonicalCBOR
public import Ledger
public import Metering

/// Values of the whole zone.
public struct ZoneRecord: StateRecord {
    public static let kind = StateKind.zone

    public var height: UInt64
    /// Time of the last block.
    public var time: UTCTime
    public var policy: Policy
    public var calendar: BillingCalendar
    /// The earliest period that is not billed for every account.
    public var billingPeriod: UInt32
    /// The next account to bill for that period.
    public var billingCursor: UInt32
    /// Sum of all bills, in paise.
    public var billedPaise: Int64
    /// Sum of all payments, in paise.
    public var receivedPaise: Int64
    /// Local day, in days since 1970-01-01, to which `ordersToday` belongs.
    public var orderDay: Int64
    public var ordersToday: UInt32

    init(_ genesis: Genesis) {
        self.height = 0
        self.time = genesis.time
        self.policy = genesis.policy
        self.calendar = BillingCalendar(genesis)
        self.billingPeriod = 0
        self.billingCursor = 0
        self.billedPaise = 0
        self.receivedPaise = 0
        self.orderDay = 0
        self.ordersToday = 0
    }

    public var cbor: CBOR {
        .array([
            .unsigned(self.height), .time(self.time), self.policy.cbor, self.calendar.cbor,
            .number(self.billingPeriod), .number(self.billingCursor), .integer(self.billedPaise),
            .integer(self.receivedPaise), .integer(self.orderDay), .number(self.ordersToday),
        ])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.height = try fields.unsigned("height")
        self.time = try fields.time("time")
        self.policy = try fields.record("policy") { (policy) throws(CBORError) in try Policy(&policy) }
        self.calendar = try fields.record("calendar") { (calendar) throws(CBORError) in try BillingCalendar(&calendar) }
        self.billingPeriod = try fields.uint32("billing period")
        self.billingCursor = try fields.uint32("billing cursor")
        self.billedPaise = try fields.integer("billed")
        self.receivedPaise = try fields.integer("received")
        self.orderDay = try fields.integer("order day")
        self.ordersToday = try fields.uint32("orders today")
    }
}
