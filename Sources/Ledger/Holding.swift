public import CanonicalCBOR

/// Says which principal, with a key of its own, holds an account: it may pay from the account's credit and dispute its
/// bills. By the registrar; nil where nobody does, as after the tenant left.
public struct SetHolder: Hashable, Sendable {
    public var account: AccountID
    public var holder: PrincipalID?

    public init(account: AccountID, holder: PrincipalID?) {
        self.account = account
        self.holder = holder
    }

    public var cbor: CBOR { .array([.identifier(self.account), .optional(self.holder.map(CBOR.identifier))]) }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.account = try fields.identifier("account")
        self.holder = try fields.optionalIdentifier("holder")
    }
}

/// Pays for an account from another one's credit; by the consumer that holds the latter. No money enters or leaves the
/// zone.
public struct PayFromCredit: Hashable, Sendable {
    public var from: AccountID
    /// Another account than ``from``.
    public var account: AccountID
    /// In paise, above 0 and at most the credit.
    public var amountPaise: Int64
    /// The consumer's own reference, 1 to 64 bytes: one payment for each consumer and reference.
    public var reference: String

    public init(from: AccountID, account: AccountID, amountPaise: Int64, reference: String) {
        self.from = from
        self.account = account
        self.amountPaise = amountPaise
        self.reference = reference
    }

    public var cbor: CBOR {
        .array([
            .identifier(self.from), .identifier(self.account), .integer(self.amountPaise), .text(self.reference),
        ])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.from = try fields.identifier("from")
        self.account = try fields.identifier("account")
        self.amountPaise = try fields.amount("amount in paise")
        self.reference = try fields.label("reference")
    }
}
