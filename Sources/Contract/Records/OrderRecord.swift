public import CanonicalCBOR
public import Identity
public import Ledger
public import Metering

/// Why an order no longer stands.
public enum RevocationReason: UInt8, Hashable, Sendable, CaseIterable {
    case settled = 1
    case protected = 2
    case disputed = 3
    /// One of its meters belongs to another account, or is gone.
    case meterMoved = 4
}

/// An order to disconnect, with what it rests on.
public struct OrderRecord: TreeStateRecord {
    public static let kind = StateKind.order

    public var account: AccountID
    /// The oldest bill that is overdue.
    public var bill: UInt32
    /// Everything overdue, in paise.
    public var arrearsPaise: Int64
    public var noticeAt: UTCTime
    public var noticeEnd: UTCTime
    /// SHA-256 of the proof that the notice was served; nil where the policy asks for none.
    public var noticeProof: Digest?
    public var issuedAt: UTCTime
    /// The meters to disconnect.
    public var meters: [MeterID]
    public var revokedAt: UTCTime?
    public var revocation: RevocationReason?

    /// True until it is revoked.
    public var stands: Bool { self.revokedAt == nil }

    public var cbor: CBOR {
        .array([
            .identifier(self.account), .number(self.bill), .integer(self.arrearsPaise), .time(self.noticeAt),
            .time(self.noticeEnd), .optional(self.noticeProof.map(CBOR.digest)), .time(self.issuedAt),
            .array(self.meters.map(CBOR.identifier)),
            .optionalTime(self.revokedAt), .optional(self.revocation.map { .choice($0) }),
        ])
    }
}

extension OrderRecord {
    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.account = try fields.identifier("account")
        self.bill = try fields.uint32("bill")
        self.arrearsPaise = try fields.integer("arrears")
        self.noticeAt = try fields.time("notice at")
        self.noticeEnd = try fields.time("notice end")
        self.noticeProof = try fields.optionalDigest("notice proof")
        self.issuedAt = try fields.time("issued at")
        var meters: [MeterID] = []
        for value in try fields.array("meters", atMost: 65_536) {
            meters.append(MeterID(try value.readUnsigned(UInt32.self)))
        }
        self.meters = meters
        self.revokedAt = try fields.optionalTime("revoked at")
        self.revocation = try fields.optionalChoice("revocation")
    }
}
