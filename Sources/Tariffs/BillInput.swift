/// What a bill is computed from, besides the tariff.
///
/// A quantity that is nil is not known: a line that needs it is an error, never a line over nothing.
public struct BillInput: Hashable, Sendable {
    /// Used in the period, in the tariff's base unit; zero or more.
    public var quantity: Int64
    /// Days of the billed period, 1 to 3660.
    public var periodDays: Int64
    /// Days that the tariff's limits and periodic sums are for, 1 to 3660; equal to `periodDays` for a full period.
    public var referenceDays: Int64
    /// Watts, zero or more; zero where none is registered.
    public var sanctionedLoadWatts: Int64
    /// What the last bill's rounding left, in paise; may be negative.
    public var carriedRemainderPaise: Int64

    /// Fed back in the period, in Wh.
    public var exported: Int64?
    /// Surplus that the bill before carried on, in Wh.
    public var carriedExport: Int64 = 0
    /// Rated power of the consumer's plant, in W.
    public var plantWatts: Int64?
    /// Apparent energy of the period, in VAh.
    public var apparent: Int64?
    /// Reactive energy of the period, in varh.
    public var reactive: Int64?
    /// The highest demand of the period, in W; in VA where the tariff's unit is VAh.
    public var maximumDemand: Int64?
    /// The demand that is contracted, in the unit of the highest; nil: the sanctioned load.
    public var contractDemand: Int64?
    /// The quantity by day class and time of day; the parts add up to `quantity`.
    public var timed: [TimedQuantity]?
    /// When the one use was that this bill is for, such as a trip.
    public var usedAt: LocalMoment?
    /// Earlier bills that are not paid; empty where there are none.
    public var arrears: [Arrear]?
    /// Classes that the consumer is registered in.
    public var consumerClasses: Set<String> = []
    public var payment = PaymentMode.postpaid
    /// Whether the bill before was paid by its due date.
    public var paidPromptly: Bool?

    public init(
        quantity: Int64, periodDays: Int64 = 30, referenceDays: Int64 = 30, sanctionedLoadWatts: Int64 = 0,
        carriedRemainderPaise: Int64 = 0
    ) {
        self.quantity = quantity
        self.periodDays = periodDays
        self.referenceDays = referenceDays
        self.sanctionedLoadWatts = sanctionedLoadWatts
        self.carriedRemainderPaise = carriedRemainderPaise
    }
}

extension BillInput {
    /// What is unpaid, and for how many days beyond those of grace and those that an earlier bill counted; none without
    /// such a day.
    public func bearingInterest(grace: Int64) -> [(paise: Int64, days: Int64)] {
        (self.arrears ?? []).compactMap { arrear in
            let days = arrear.newDays(grace: grace)
            return days > 0 && arrear.paise > 0 ? (arrear.paise, days) : nil
        }
    }
}

/// A day's class and a minute of that day, in the zone's local time.
public struct LocalMoment: Hashable, Sendable {
    public var day: DayClass
    /// 0 to 1439.
    public var minute: Int64

    public init(day: DayClass, minute: Int64) {
        self.day = day
        self.minute = minute
    }
}

/// What is not paid of one earlier bill.
public struct Arrear: Hashable, Sendable {
    /// Paise, zero or more.
    public var paise: Int64
    /// Days since the due date, zero or more.
    public var daysLate: Int64
    /// How many of these an earlier bill counted: nobody pays interest for a day twice.
    public var daysBilled: Int64

    public init(paise: Int64, daysLate: Int64, daysBilled: Int64 = 0) {
        self.paise = paise
        self.daysLate = daysLate
        self.daysBilled = daysBilled
    }

    /// Days beyond those of grace that no earlier bill counted.
    func newDays(grace: Int64) -> Int64 { max(0, self.daysLate - max(grace, self.daysBilled)) }
}
