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

/// What a payment is for.
public enum PaymentKind: UInt8, Hashable, Sendable, CaseIterable {
    case payment = 1
    /// Under protest, for a disputed bill; it becomes a payment when the dispute is decided.
    case deposit = 2
}

/// A payment and where it went.
public struct PaymentRecord: StateRecord {
    public static let kind = StateKind.payment

    public var paymentKind: PaymentKind
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

    public var cbor: CBOR {
        .array([
            .choice(self.paymentKind), .identifier(self.collector), .identifier(self.account),
            .integer(self.amountPaise),
            .text(self.reference), .time(self.receivedAt), .time(self.recordedAt), .array(self.shares.map(\.cbor)),
            .optionalTime(self.reversedAt), .optional(self.reversal.map { .choice($0) }),
        ])
    }
}

extension PaymentRecord {
    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.paymentKind = try fields.choice("payment kind")
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
    }
}
