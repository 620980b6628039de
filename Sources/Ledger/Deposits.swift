public import CanonicalCBOR
public import Metering

/// Money that a collector received under protest for a disputed bill. It is held until the dispute is decided, and then
/// credited to the account. References are shared with payments.
public struct Deposit: Hashable, Sendable {
    public var bill: UInt32
    /// In paise, above 0.
    public var amountPaise: Int64
    public var reference: String
    public var receivedAt: UTCTime

    public init(bill: UInt32, amountPaise: Int64, reference: String, receivedAt: UTCTime) {
        self.bill = bill
        self.amountPaise = amountPaise
        self.reference = reference
        self.receivedAt = receivedAt
    }

    public var cbor: CBOR {
        .array([
            .unsigned(UInt64(self.bill)), .integer(self.amountPaise), .text(self.reference), .time(self.receivedAt),
        ])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.bill = try fields.uint32("bill")
        self.amountPaise = try fields.amount("amount in paise")
        self.reference = try fields.label("reference")
        self.receivedAt = try fields.time("received at")
    }
}

/// Why a payment is taken back.
public enum ReversalReason: UInt8, Hashable, Sendable, CaseIterable {
    /// The cheque or mandate was not honoured.
    case dishonoured = 1
    /// Recorded for the wrong account, or twice under two references.
    case mistaken = 2
    /// The gateway or bank took the money back.
    case chargedBack = 3
}

/// Takes a payment or deposit back, whole; by the collector that recorded it. What it settled is open again, the newest
/// bill first.
public struct Reversal: Hashable, Sendable {
    /// Of the payment.
    public var reference: String
    public var reason: ReversalReason

    public init(reference: String, reason: ReversalReason) {
        self.reference = reference
        self.reason = reason
    }

    public var cbor: CBOR { .array([.text(self.reference), .unsigned(UInt64(self.reason.rawValue))]) }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.reference = try fields.label("reference")
        self.reason = try fields.choice("reason")
    }
}

extension CBORFields {
    /// Paise above 0.
    mutating func amount(_ name: String) throws(CBORError) -> Int64 {
        let amount = try self.integer(name)
        guard amount > 0 else { throw self.refused(name, expected: "an amount above 0", found: "\(amount)") }
        return amount
    }
}
