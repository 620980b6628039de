public import CanonicalCBOR
public import Identity
public import Ledger
public import Metering

/// A voucher by which a box let a supply be on, and the payment that settled it.
public struct VoucherRecord: TreeStateRecord {
    public static let kind = StateKind.voucher

    /// Names the voucher: the hash of what its issuer signed.
    public var id: Digest
    public var issuer: PrincipalID
    public var meter: MeterID
    /// The account that paid for the meter when the voucher was used.
    public var account: AccountID
    /// The collector's own, of the payment that it stands for.
    public var reference: String
    public var issuedAt: UTCTime
    public var expires: UTCTime
    /// When the box closed the supply by it, and the block time at which it came on the chain.
    public var usedAt: UTCTime
    public var recordedAt: UTCTime
    /// The payment that settled it; nil while it is open.
    public var payment: UInt32?
    /// Since when it has been both over and open; nil where it is settled or not over.
    public var unsettledAt: UTCTime?

    public var isSettled: Bool { self.payment != nil }

    public var cbor: CBOR {
        .array([
            .digest(self.id), .identifier(self.issuer), .identifier(self.meter), .identifier(self.account),
            .text(self.reference), .time(self.issuedAt), .time(self.expires), .time(self.usedAt),
            .time(self.recordedAt), .optionalNumber(self.payment), .optionalTime(self.unsettledAt),
        ])
    }

    init(_ use: UseVoucher, issuer: PrincipalID, account: AccountID, recordedAt: UTCTime) {
        let voucher = use.signed.voucher
        (self.id, self.issuer, self.meter, self.account) = (voucher.id, issuer, voucher.meter, account)
        (self.reference, self.issuedAt, self.expires) = (voucher.reference, voucher.issuedAt, voucher.expires)
        (self.usedAt, self.recordedAt) = (use.usedAt, recordedAt)
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.id = try fields.digest("id")
        self.issuer = try fields.identifier("issuer")
        self.meter = try fields.identifier("meter")
        self.account = try fields.identifier("account")
        self.reference = try fields.label("reference")
        self.issuedAt = try fields.time("issued at")
        self.expires = try fields.time("expires")
        self.usedAt = try fields.time("used at")
        self.recordedAt = try fields.time("recorded at")
        self.payment = try fields.optionalNumber("payment")
        self.unsettledAt = try fields.optionalTime("unsettled at")
    }
}
