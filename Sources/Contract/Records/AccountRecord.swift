public import CanonicalCBOR
public import Identity
public import Ledger
public import Metering

/// How an account stands with its supply permit.
public enum PermitStage: UInt8, Hashable, Sendable, CaseIterable {
    /// Nothing is overdue.
    case active = 1
    /// A bill is past its due date, and no notice runs: the arrears are small, or the account is protected.
    case due = 2
    /// A notice runs or has run out.
    case noticed = 3
    /// An order stands.
    case ordered = 4
}

/// A consumer's account: its money, its permit and its next date.
public struct AccountRecord: TreeStateRecord {
    public static let kind = StateKind.account

    public var label: String
    /// Ascending by their instants, never empty; the first hold from the beginning.
    public internal(set) var terms: [DatedTerms]
    public var openedAt: UTCTime
    /// The first period that is billed.
    public var firstPeriod: UInt32
    /// Sum of its bills, in paise.
    public var billedPaise: Int64
    /// Sum of its payments, in paise.
    public var paidPaise: Int64
    /// Money paid in advance that no bill has used yet, in paise; below 0 where a payment was taken back whose money had
    /// gone to another account.
    public var creditPaise: Int64
    /// What the last bill's rounding left, in paise.
    public var carriedRemainderPaise: Int64
    /// Surplus of what was fed back that the last bill left, in Wh.
    public var carriedExport: Int64
    public var stage: PermitStage
    /// End of the supply permit.
    public var permitThrough: UTCTime
    public var protection: ProtectionReason?
    /// A bill is overdue and its notice is to be served.
    public var awaitsNotice: Bool
    /// When the notice was served, or recorded where the policy asks for no more.
    public var noticeAt: UTCTime?
    public var noticeEnd: UTCTime?
    public var noticeMode: NoticeMode?
    private var rareProof = Rare<Digest>.none
    public var noticeProof: Digest? {
        get { self.rareProof.value }
        set { self.rareProof = Rare(newValue) }
    }
    /// The order that stands.
    public var order: UInt32?
    /// When the account must be looked at again; nil where nothing is due.
    public var nextReview: UTCTime?
    /// The notice has run out, and the order waits for the day's limit or for the collectors' watermarks.
    public var awaitsOrder: Bool
    /// An officer signed the order that the account waits for.
    public var orderApproved: Bool
    /// When its last bill was issued: bills state what is in arrears.
    public var lastBilledAt: UTCTime?
    private var rareDispute = Rare<Dispute>.none
    public var dispute: Dispute? {
        get { self.rareDispute.value }
        set { self.rareDispute = Rare(newValue) }
    }

    /// The consumer that pays from its credit and disputes its bills with a key of its own.
    public var holder: PrincipalID?
    /// Periods whose bills wait until no meter contradicts itself; ascending.
    public internal(set) var heldPeriods: [HeldPeriod] = []

    /// The most terms of one account.
    public static let maximumTerms = 64
    /// The most bills of one account that are held.
    public static let maximumHeldPeriods = 24

    /// What it is billed by now.
    public var tariff: TariffID { self.terms.last?.terms.tariff ?? TariffID(.max) }

    /// What held at an instant.
    public func terms(at time: UTCTime) -> AccountTerms? {
        (self.terms.last { $0.from <= time } ?? self.terms.first)?.terms
    }

    /// Takes another account's terms for its own where they are the same: they are held once then.
    mutating func share(_ other: AccountRecord?) {
        if let other, other.terms == self.terms { self.terms = other.terms }
    }

    /// What is owed in all, in paise; negative for credit.
    public var balancePaise: Int64 { self.billedPaise - self.paidPaise }

    init(_ account: RegisterAccount, openedAt: UTCTime, firstPeriod: UInt32, permitThrough: UTCTime) {
        self.label = account.label
        self.terms = [
            DatedTerms(from: UTCTime(milliseconds: 0), terms: AccountTerms(tariff: account.tariff))
        ]
        self.openedAt = openedAt
        self.firstPeriod = firstPeriod
        self.billedPaise = 0
        self.paidPaise = 0
        self.creditPaise = 0
        self.carriedRemainderPaise = 0
        self.carriedExport = 0
        self.stage = .active
        self.permitThrough = permitThrough
        self.awaitsNotice = false
        self.awaitsOrder = false
        self.orderApproved = false
    }

    public var cbor: CBOR {
        .array([
            .text(self.label), .array(self.terms.map(\.cbor)), .time(self.openedAt), .number(self.firstPeriod),
            .integer(self.billedPaise), .integer(self.paidPaise), .integer(self.creditPaise),
            .integer(self.carriedRemainderPaise), .integer(self.carriedExport), .choice(self.stage),
            .time(self.permitThrough),
            .optional(self.protection.map { .choice($0) }), .boolean(self.awaitsNotice),
            .optionalTime(self.noticeAt), .optionalTime(self.noticeEnd),
            .optional(self.noticeMode.map { .choice($0) }), .optional(self.noticeProof.map(CBOR.digest)),
            .optionalNumber(self.order), .optionalTime(self.nextReview), .boolean(self.awaitsOrder),
            .boolean(self.orderApproved), .optionalTime(self.lastBilledAt), .optional(self.dispute?.cbor),
            .optional(self.holder.map(CBOR.identifier)),
            .array(self.heldPeriods.map(\.cbor)),
        ])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.label = try fields.label("label")
        self.terms = try fields.list("terms", atMost: Self.maximumTerms) { (item) throws(CBORError) in
            try DatedTerms(&item)
        }
        guard !self.terms.isEmpty, zip(self.terms, self.terms.dropFirst()).allSatisfy({ $0.from < $1.from }) else {
            throw fields.refused("terms", expected: "at least one, in ascending order", found: "others")
        }
        self.openedAt = try fields.time("opened at")
        self.firstPeriod = try fields.uint32("first period")
        self.billedPaise = try fields.integer("billed")
        self.paidPaise = try fields.integer("paid")
        self.creditPaise = try fields.integer("credit")
        self.carriedRemainderPaise = try fields.integer("carried remainder")
        self.carriedExport = try fields.integer("carried export")
        self.stage = try fields.choice("stage")
        self.permitThrough = try fields.time("permit through")
        self.protection = try fields.optionalChoice("protection")
        self.awaitsNotice = try fields.boolean("awaits notice")
        self.noticeAt = try fields.optionalTime("notice at")
        self.noticeEnd = try fields.optionalTime("notice end")
        self.noticeMode = try fields.optionalChoice("notice mode")
        self.rareProof = Rare(try fields.optionalDigest("notice proof"))
        self.order = try fields.optionalNumber("order")
        self.nextReview = try fields.optionalTime("next review")
        self.awaitsOrder = try fields.boolean("awaits order")
        self.orderApproved = try fields.boolean("order approved")
        self.lastBilledAt = try fields.optionalTime("last billed at")
        let dispute = try fields.optional("dispute") { (value: CBOR) throws(CBORError) -> Dispute in
            var item = try CBORFields(value, of: "dispute")
            let dispute = try Dispute(&item)
            try item.end()
            return dispute
        }
        self.rareDispute = Rare(dispute)
        self.holder = try fields.optionalIdentifier("holder")
        self.heldPeriods = try fields.list("held periods", atMost: Self.maximumHeldPeriods) {
            (item) throws(CBORError) in try HeldPeriod(&item)
        }
        guard zip(self.heldPeriods, self.heldPeriods.dropFirst()).allSatisfy({ $0.period.number < $1.period.number })
        else { throw fields.refused("held periods", expected: "periods in ascending order", found: "others") }
    }
}
