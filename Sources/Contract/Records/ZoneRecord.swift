public import CanonicalCBOR
public import Ledger
public import Metering

/// Values of the whole zone.
public struct ZoneRecord: TreeStateRecord {
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
    /// Local day to which `ordersReleased` belongs, and how many orders that day may have beyond the policy's.
    public var releaseDay: UInt32
    public var ordersReleased: UInt32
    /// Local days since 1970-01-01 on which nobody is disconnected; ascending.
    public var holidays: [UInt32]
    /// Deposits for disputed bills that are not decided, in paise; in no account's balance.
    public var heldPaise: Int64

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
        self.releaseDay = 0
        self.ordersReleased = 0
        self.holidays = []
        self.heldPaise = 0
    }

    public var cbor: CBOR {
        .array([
            .unsigned(self.height), .time(self.time), self.policy.cbor, self.calendar.cbor,
            .number(self.billingPeriod), .number(self.billingCursor), .integer(self.billedPaise),
            .integer(self.receivedPaise), .integer(self.orderDay), .number(self.ordersToday),
            .number(self.releaseDay), .number(self.ordersReleased), .array(self.holidays.map(CBOR.number)),
            .integer(self.heldPaise),
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
        self.releaseDay = try fields.uint32("release day")
        self.ordersReleased = try fields.uint32("orders released")
        self.holidays = []
        for day in try fields.array("holidays", atMost: SetCalendar.maximumHolidays) {
            self.holidays.append(try day.readUnsigned(UInt32.self))
        }
        self.heldPaise = try fields.integer("held")
    }
}
