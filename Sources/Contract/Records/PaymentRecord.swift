public import CanonicalCBOR
public import Ledger
public import Metering

/// What a payment settled of one bill.
public struct PaymentShare: Hashable, Sendable {
    public let bill: UInt32
    /// In paise.
    public let amountPaise: Int64

    var cbor: CBOR { .array([.number(self.bill), .integer(self.amountPaise)]) }
}

/// A payment and where it went.
public struct PaymentRecord: TreeStateRecord {
    public static let kind = StateKind.payment

    /// The disputed bill for which the money was deposited under protest; nil for a payment.
    public var disputedBill: UInt32?
    public var collector: PrincipalID
    public var account: AccountID
    /// In paise.
    public var amountPaise: Int64
    /// The collector's own; with the collector it names the payment.
    public var reference: String
    public var receivedAt: UTCTime
    /// Block time at which it came on the chain.
    public var recordedAt: UTCTime
    /// Bills that it settled, oldest first; what is left is credit.
    public var shares: [PaymentShare]
    /// When its collector took it back, and why: the shares are void then.
    public var reversedAt: UTCTime?
    public var reversal: ReversalReason?
    /// The account from whose credit it was paid; nil for money that a collector received.
    public var source: AccountID?

    public var cbor: CBOR {
        .array([
            .optionalNumber(self.disputedBill), .identifier(self.collector), .identifier(self.account),
            .integer(self.amountPaise), .text(self.reference), .time(self.receivedAt), .time(self.recordedAt),
            .array(self.shares.map(\.cbor)),
            .optionalTime(self.reversedAt), .optional(self.reversal.map { .choice($0) }),
            .optional(self.source.map(CBOR.identifier)),
        ])
    }
}

extension PaymentRecord {
    /// True where this transaction, in a block of this time, made the payment: there is one for each sender and reference.
    public func isMade(by transaction: Transaction, at time: UTCTime) -> Bool {
        guard transaction.sender == self.collector, time == self.recordedAt, self.disputedBill == nil else {
            return false
        }
        switch transaction.body {
        case .payment(let payment):
            return self.source == nil && payment.reference == self.reference && payment.account == self.account
                && payment.amountPaise == self.amountPaise && payment.receivedAt == self.receivedAt
        case .payFromCredit(let payment):
            return payment.from == self.source && payment.reference == self.reference
                && payment.account == self.account && payment.amountPaise == self.amountPaise
                && self.receivedAt == time
        default: return false
        }
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.disputedBill = try fields.optionalNumber("disputed bill")
        self.collector = try fields.identifier("collector")
        self.account = try fields.identifier("account")
        self.amountPaise = try fields.integer("amount")
        self.reference = try fields.label("reference")
        self.receivedAt = try fields.time("received at")
        self.recordedAt = try fields.time("recorded at")
        self.shares = try fields.list("shares", atMost: 262_144) { (item) throws(CBORError) in
            PaymentShare(bill: try item.uint32("bill"), amountPaise: try item.integer("amount"))
        }
        self.reversedAt = try fields.optionalTime("reversed at")
        self.reversal = try fields.optionalChoice("reversal")
        self.source = try fields.optionalIdentifier("source")
    }
}
