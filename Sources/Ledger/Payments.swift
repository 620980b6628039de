public import CanonicalCBOR
public import Metering

/// Money that a collector received for an account.
public struct Payment: Hashable, Sendable {
    public var account: AccountID
    /// In paise, above 0.
    public var amountPaise: Int64
    /// The collector's own reference, 1 to 64 bytes: one payment for each collector and reference.
    public var reference: String
    public var receivedAt: UTCTime

    public init(account: AccountID, amountPaise: Int64, reference: String, receivedAt: UTCTime) {
        self.account = account
        self.amountPaise = amountPaise
        self.reference = reference
        self.receivedAt = receivedAt
    }

    public var cbor: CBOR {
        .array([
            .identifier(self.account), .integer(self.amountPaise), .text(self.reference), .time(self.receivedAt),
        ])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.account = try fields.identifier("account")
        self.amountPaise = try fields.amount("amount in paise")
        self.reference = try fields.label("reference")
        self.receivedAt = try fields.time("received at")
    }
}

/// A collector's word that every payment it received until then is on the chain.
public struct CollectedThrough: Hashable, Sendable {
    public var time: UTCTime

    public init(time: UTCTime) { self.time = time }

    public var cbor: CBOR { .array([.time(self.time)]) }

    public init(_ fields: inout CBORFields) throws(CBORError) { self.time = try fields.time("time") }
}
