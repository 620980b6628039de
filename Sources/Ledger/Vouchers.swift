public import CanonicalCBOR
public import Identity
public import Metering

/// A collector's word that a supply may be on though the payment is not on the chain yet: bound to one meter, good once.
public struct Voucher: Hashable, Sendable {
    public var meter: MeterID
    /// The meter's serial number, so that an exchanged meter is not meant.
    public var serial: String
    /// The collector's own reference of the payment, 1 to 64 bytes: the payment under it settles the voucher.
    public var reference: String
    public var issuedAt: UTCTime
    public var expires: UTCTime
    public var nonce: [UInt8]

    /// Signs for those who take money or run the zone.
    public static let issuers: Roles = [.collector, .registrar, .regulator]
    /// Seven days.
    public static let longestMilliseconds: Int64 = 604_800_000
    public static let nonceBytes = 16
    private static let version: UInt64 = 1

    public init(
        meter: MeterID, serial: String, reference: String, issuedAt: UTCTime, expires: UTCTime, nonce: [UInt8]
    ) {
        (self.meter, self.serial, self.reference) = (meter, serial, reference)
        (self.issuedAt, self.expires, self.nonce) = (issuedAt, expires, nonce)
    }

    /// Names it: the hash of what its issuer signed.
    public var id: Digest { .sha256(self.cbor.encoded()) }

    /// It ends after it began, and not later than it may.
    public var hasPlausibleTerm: Bool {
        let (life, overflow) = self.expires.milliseconds.subtractingReportingOverflow(self.issuedAt.milliseconds)
        return !overflow && (1...Self.longestMilliseconds).contains(life)
    }

    public var cbor: CBOR {
        .array([
            .unsigned(Self.version), .identifier(self.meter), .text(self.serial), .text(self.reference),
            .time(self.issuedAt), .time(self.expires), .bytes(self.nonce),
        ])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        let version = try fields.unsigned("version")
        guard version == Self.version else {
            throw fields.refused("version", expected: "\(Self.version)", found: "\(version)")
        }
        self.meter = try fields.identifier("meter")
        self.serial = try fields.label("serial number")
        self.reference = try fields.label("reference")
        self.issuedAt = try fields.time("issued at")
        self.expires = try fields.time("expires")
        self.nonce = try fields.bytes("nonce", count: Self.nonceBytes)
    }
}

/// A voucher with the key that signed it.
public struct SignedVoucher: Hashable, Sendable {
    public let voucher: Voucher
    public let key: PublicKey
    public let signature: Signature

    public init(_ voucher: Voucher, key: PublicKey, signature: Signature) {
        (self.voucher, self.key, self.signature) = (voucher, key, signature)
    }

    public init(_ voucher: Voucher, by key: SigningKey, genesis: Digest) {
        self.voucher = voucher
        self.key = key.publicKey
        self.signature = key.sign(voucher.cbor.encoded(), domain: .voucher, genesis: genesis)
    }

    public func isSigned(genesis: Digest) -> Bool {
        self.key.verify(self.signature, of: self.voucher.cbor.encoded(), domain: .voucher, genesis: genesis)
    }

    public var cbor: CBOR {
        .array([self.voucher.cbor, .bytes(self.key.bytes), .bytes(self.signature.bytes)])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        var voucher = try fields.fields("voucher")
        self.voucher = try Voucher(&voucher)
        try voucher.end()
        self.key = try fields.publicKey("key")
        self.signature = try fields.signature("signature")
    }
}

/// A box's word that it let a supply be on by a voucher. It moves no money: the payment does, which comes before or after.
public struct UseVoucher: Hashable, Sendable {
    public var signed: SignedVoucher
    public var usedAt: UTCTime

    public init(_ signed: SignedVoucher, usedAt: UTCTime) {
        self.signed = signed
        self.usedAt = usedAt
    }

    public var cbor: CBOR { .array([self.signed.cbor, .time(self.usedAt)]) }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        var signed = try fields.fields("signed voucher")
        self.signed = try SignedVoucher(&signed)
        try signed.end()
        self.usedAt = try fields.time("used at")
    }
}
