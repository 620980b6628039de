internal import CanonicalCBOR
public import Ledger
public import Metering
public import Tariffs

/// What an account is billed by since an instant.
public struct DatedTerms: Hashable, Sendable {
    public let from: UTCTime
    public let terms: AccountTerms

    var cbor: CBOR { .array([.time(self.from), self.terms.cbor]) }

    init(from: UTCTime, terms: AccountTerms) {
        self.from = from
        self.terms = terms
    }

    init(_ fields: inout CBORFields) throws(CBORError) {
        self.from = try fields.time("from")
        self.terms = try fields.record("terms") { (terms) throws(CBORError) in try AccountTerms(&terms) }
    }
}

/// A bill that was not paid when a later one was issued.
public struct UnpaidBill: Hashable, Sendable {
    public let bill: UInt32
    public let arrear: Arrear

    init(_ bill: UInt32, _ arrear: Arrear) {
        self.bill = bill
        self.arrear = arrear
    }

    var cbor: CBOR {
        .array([
            .number(self.bill), .integer(self.arrear.paise), .integer(self.arrear.daysLate),
            .integer(self.arrear.daysBilled),
        ])
    }

    init(_ fields: inout CBORFields) throws(CBORError) {
        self.bill = try fields.uint32("bill")
        self.arrear = Arrear(
            paise: try fields.integer("paise"), daysLate: try fields.integer("days late"),
            daysBilled: try fields.integer("days billed"))
    }
}

/// What a bill was computed from besides its quantity, its days and the tariff: whoever has them computes it again.
public struct BillFacts: Hashable, Sendable {
    /// Those of the period's first instant.
    public let terms: AccountTerms
    /// The quantity by class of days and quarter of an hour; nil where the tariff asks for none.
    public let timed: [TimedQuantity]?
    /// Energy fed back, apparent and reactive energy, in Wh, VAh and varh; nil where no register counts it.
    public let exported: Int64?
    public let apparent: Int64?
    public let reactive: Int64?
    /// The highest mean power over one interval, in W; nil where it is not known: without an interval that was read
    /// whole, and for an account of several meters.
    public let maximumDemand: Int64?
    /// Surplus of what was fed back that the bill before carried on, in Wh.
    public let carriedExport: Int64
    /// Earlier bills that were not paid when this one was issued.
    public let arrears: [UnpaidBill]
    /// Whether the bill before was paid by its due date, or the one before that where it is not due yet; nil where there
    /// was none.
    public let paidPromptly: Bool?

    var cbor: CBOR {
        .array([
            self.terms.cbor, .optional(self.timed.map { .array($0.map(\.cbor)) }),
            .optional(self.exported.map(CBOR.integer)), .optional(self.apparent.map(CBOR.integer)),
            .optional(self.reactive.map(CBOR.integer)), .optional(self.maximumDemand.map(CBOR.integer)),
            .integer(self.carriedExport),
            .array(self.arrears.map(\.cbor)),
            .optional(self.paidPromptly.map { .boolean($0) }),
        ])
    }

    init(
        terms: AccountTerms, timed: [TimedQuantity]?, exported: Int64? = nil, apparent: Int64? = nil,
        reactive: Int64? = nil, maximumDemand: Int64? = nil, carriedExport: Int64 = 0, arrears: [UnpaidBill],
        paidPromptly: Bool?
    ) {
        self.terms = terms
        self.timed = timed
        self.exported = exported
        self.apparent = apparent
        self.reactive = reactive
        self.maximumDemand = maximumDemand
        self.carriedExport = carriedExport
        self.arrears = arrears
        self.paidPromptly = paidPromptly
    }

    init(_ fields: inout CBORFields) throws(CBORError) {
        self.terms = try fields.record("terms") { (terms) throws(CBORError) in try AccountTerms(&terms) }
        self.timed = try fields.optional("timed") { (value: CBOR) throws(CBORError) -> [TimedQuantity] in
            var item = try CBORFields(.array([value]), of: "timed")
            return try item.list("timed", atMost: BillInput.mostTimed) { (entry) throws(CBORError) in
                try TimedQuantity(&entry)
            }
        }
        self.exported = try fields.optionalInteger("exported")
        self.apparent = try fields.optionalInteger("apparent")
        self.reactive = try fields.optionalInteger("reactive")
        self.maximumDemand = try fields.optionalInteger("maximum demand")
        self.carriedExport = try fields.integer("carried export")
        self.arrears = try fields.list("arrears", atMost: BillInput.mostArrears) { (item) throws(CBORError) in
            try UnpaidBill(&item)
        }
        self.paidPromptly = try fields.optional("paid promptly") { (value: CBOR) throws(CBORError) -> Bool in
            var item = try CBORFields(.array([value]), of: "paid promptly")
            return try item.boolean("paid promptly")
        }
    }
}

extension TimedQuantity {
    var cbor: CBOR {
        .array([.choice(self.day), .integer(self.window.from), .integer(self.window.to), .integer(self.quantity)])
    }

    init(_ fields: inout CBORFields) throws(CBORError) {
        self.init(
            day: try fields.choice("day"),
            window: MinuteWindow(from: try fields.integer("from"), to: try fields.integer("to")),
            quantity: try fields.integer("quantity"))
    }
}
