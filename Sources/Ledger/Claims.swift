public import CanonicalCBOR
public import Identity
public import Metering

/// How a notice was served.
public enum NoticeMode: UInt8, Hashable, Sendable, CaseIterable {
    case hand = 1
    case post = 2
    case textMessage = 3
    case email = 4
    /// Fixed to the premises where nobody could be met.
    case affixed = 5
}

/// Says that the notice of arrears reached an account's holder; the notice period counts from then. By the registrar or
/// a crew.
public struct NoticeServed: Hashable, Sendable {
    public var account: AccountID
    public var mode: NoticeMode
    public var servedAt: UTCTime
    /// SHA-256 of the proof of service: a receipt, a delivery report, a photograph. It stays with the utility.
    public var proof: Digest

    public init(account: AccountID, mode: NoticeMode, servedAt: UTCTime, proof: Digest) {
        self.account = account
        self.mode = mode
        self.servedAt = servedAt
        self.proof = proof
    }

    public var cbor: CBOR {
        .array([
            .identifier(self.account), .unsigned(UInt64(self.mode.rawValue)), .time(self.servedAt),
            .digest(self.proof),
        ])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.account = try fields.identifier("account")
        self.mode = try fields.choice("mode")
        self.servedAt = try fields.time("served at")
        self.proof = try fields.digest("proof")
    }
}

/// Disputes a bill for its consumer: while it is open, the bill supports neither a notice nor an order, for the days
/// that the policy gives, or until the decision where the deposit of section 56(1) of the Electricity Act 2003 was
/// made. By the registrar or the regulator. A bill is disputed once.
public struct DisputeBill: Hashable, Sendable {
    public var bill: UInt32
    /// SHA-256 of the complaint.
    public var complaint: Digest

    public init(bill: UInt32, complaint: Digest) {
        self.bill = bill
        self.complaint = complaint
    }

    public var cbor: CBOR { .array([.unsigned(UInt64(self.bill)), .digest(self.complaint)]) }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.bill = try fields.uint32("bill")
        self.complaint = try fields.digest("complaint")
    }
}

/// Ends a dispute; by the regulator, or by the registrar in a zone without one.
public struct DecideDispute: Hashable, Sendable {
    public var bill: UInt32
    /// What is taken off the bill, in paise; 0 where it stands, at most the whole bill.
    public var reliefPaise: Int64
    /// SHA-256 of the reasoned order.
    public var order: Digest

    public init(bill: UInt32, reliefPaise: Int64, order: Digest) {
        self.bill = bill
        self.reliefPaise = reliefPaise
        self.order = order
    }

    public var cbor: CBOR {
        .array([.unsigned(UInt64(self.bill)), .integer(self.reliefPaise), .digest(self.order)])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.bill = try fields.uint32("bill")
        self.reliefPaise = try fields.integer("relief in paise")
        guard self.reliefPaise >= 0 else {
            throw fields.refused("relief in paise", expected: "0 or more", found: "\(self.reliefPaise)")
        }
        self.order = try fields.digest("order")
    }
}
