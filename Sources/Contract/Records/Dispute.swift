internal import CanonicalCBOR
public import Identity
public import Ledger
public import Metering

/// An account's open dispute over one of its bills.
public struct Dispute: Hashable, Sendable {
    public let bill: UInt32
    public let openedBy: PrincipalID
    public let openedAt: UTCTime
    /// Until then it keeps the bill from supporting a notice or an order, and should be decided.
    public let deadline: UTCTime
    /// What keeps it doing so until the decision, in paise: the claim, or the average of the bills of the preceding six
    /// months, whichever is less (Electricity Act 2003, section 56(1)).
    public let requiredPaise: Int64
    /// What was deposited under protest, in paise.
    public internal(set) var depositPaise: Int64
    /// SHA-256 of the complaint.
    public let complaint: Digest

    /// True while the bill supports nothing.
    public func stays(at time: UTCTime) -> Bool { self.depositPaise >= self.requiredPaise || time < self.deadline }

    init(
        bill: UInt32, openedBy: PrincipalID, openedAt: UTCTime, deadline: UTCTime, requiredPaise: Int64,
        complaint: Digest
    ) {
        self.bill = bill
        self.openedBy = openedBy
        self.openedAt = openedAt
        self.deadline = deadline
        self.requiredPaise = requiredPaise
        self.depositPaise = 0
        self.complaint = complaint
    }

    var cbor: CBOR {
        .array([
            .number(self.bill), .identifier(self.openedBy), .time(self.openedAt), .time(self.deadline),
            .integer(self.requiredPaise), .integer(self.depositPaise), .digest(self.complaint),
        ])
    }

    init(_ fields: inout CBORFields) throws(CBORError) {
        self.bill = try fields.uint32("bill")
        self.openedBy = try fields.identifier("opened by")
        self.openedAt = try fields.time("opened at")
        self.deadline = try fields.time("deadline")
        self.requiredPaise = try fields.integer("required")
        self.depositPaise = try fields.integer("deposit")
        self.complaint = try fields.digest("complaint")
    }
}
